import * as tf from "@tensorflow/tfjs";
import type { ActivationName } from "../../model/mod.ts";
import {
  byStep,
  curve,
  type Elementwise,
  gated,
  PIECEWISE,
} from "./piecewise.ts";

// Constants of SELU, as in Klambauer et al. 2017.
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

const logistic: Elementwise<"sigmoid"> = {
  value: (x) => tf.sigmoid(x),
  // σ(x) σ(−x) keeps its digits where 1 − σ(x) has none left.
  slope: (x) => tf.mul(tf.sigmoid(x), tf.sigmoid(tf.neg(x))),
  homogeneous: false,
};

/** Every elementwise function with its derivative. */
export const ELEMENTWISE: { readonly [N in ActivationName]: Elementwise<N> } = {
  ...PIECEWISE,
  elu: {
    value: (x, { alpha }) =>
      negativePart(x, (low) => tf.mul(alpha, tf.expm1(low))),
    slope: (x, { alpha }) =>
      byStep(x, 1, tf.mul(alpha, tf.exp(tf.minimum(x, 0)))),
    homogeneous: false,
  },
  celu: {
    value: (x, { alpha }) =>
      negativePart(
        x,
        (low) => tf.mul(alpha, tf.expm1(tf.div(low, alpha))),
      ),
    slope: (x, { alpha }) =>
      byStep(x, 1, tf.exp(tf.div(tf.minimum(x, 0), alpha))),
    homogeneous: false,
  },
  selu: {
    value: (x) =>
      tf.mul(
        SELU_SCALE,
        negativePart(x, (low) => tf.mul(SELU_ALPHA, tf.expm1(low))),
      ),
    slope: (x) =>
      byStep(
        x,
        SELU_SCALE,
        tf.mul(SELU_SCALE * SELU_ALPHA, tf.exp(tf.minimum(x, 0))),
      ),
    homogeneous: false,
  },
  sigmoid: logistic,
  tanh: curve(
    (x) => tf.tanh(x),
    (x) => tf.sub(1, tf.square(tf.tanh(x))),
  ),
  softplus: curve(softplus, (x) => tf.sigmoid(x)),
  softsign: curve(
    (x) => tf.div(x, tf.add(1, tf.abs(x))),
    (x) => tf.reciprocal(tf.square(tf.add(1, tf.abs(x)))),
  ),
  gelu: gated(
    normalCdf,
    (x) => tf.add(normalCdf(x), tf.mul(x, normalPdf(x))),
  ),
  geluTanh: gated(
    (x) => tf.mul(0.5, tf.add(1, tf.tanh(geluArgument(x)))),
    (x) => {
      const t = tf.tanh(geluArgument(x));
      const inner = tf.mul(
        GELU_SCALE,
        tf.add(1, tf.mul(3 * GELU_CUBE, tf.square(x))),
      );
      const rise = tf.mul(tf.sub(1, tf.square(t)), inner);
      return tf.add(tf.mul(0.5, tf.add(1, t)), tf.mul(tf.mul(0.5, x), rise));
    },
  ),
  swish: gated((x) => tf.sigmoid(x), (x) => {
    const s = tf.sigmoid(x);
    return tf.add(s, tf.mul(x, tf.mul(s, tf.sub(1, s))));
  }),
  mish: gated((x) => tf.tanh(softplus(x)), (x) => {
    const t = tf.tanh(softplus(x));
    return tf.add(
      t,
      tf.mul(x, tf.mul(tf.sub(1, tf.square(t)), tf.sigmoid(x))),
    );
  }),
  logSigmoid: curve(
    (x) => tf.neg(softplus(tf.neg(x))),
    (x) => tf.sigmoid(tf.neg(x)),
  ),
  squareplus: curve(
    (x) => tf.mul(0.5, tf.add(x, tf.sqrt(tf.add(tf.square(x), 4)))),
    (x) => tf.mul(0.5, tf.add(1, tf.div(x, tf.sqrt(tf.add(tf.square(x), 4))))),
  ),
  tanhShrink: curve(
    (x) => tf.sub(x, tf.tanh(x)),
    (x) => tf.square(tf.tanh(x)),
  ),
  power: {
    value: (x, { exponent }) =>
      exponent === 2 ? tf.square(x) : tf.pow(x, exponent),
    slope: (x, { exponent }) =>
      exponent === 2 ? tf.mul(x, 2) : tf.mul(tf.pow(x, exponent - 1), exponent),
    homogeneous: false,
  },
  cos: curve((x) => tf.cos(x), (x) => tf.neg(tf.sin(x))),
  erf: curve(
    (x) => tf.erf(x),
    (x) => tf.mul(2 / Math.sqrt(Math.PI), tf.exp(tf.neg(tf.square(x)))),
  ),
  exp: curve((x) => tf.exp(x), (x) => tf.exp(x)),
  log: curve((x) => tf.log(x), (x) => tf.reciprocal(x)),
  reciprocal: curve(
    (x) => tf.reciprocal(x),
    (x) => tf.neg(tf.reciprocal(tf.square(x))),
  ),
  sin: curve((x) => tf.sin(x), (x) => tf.cos(x)),
  sqrt: curve((x) => tf.sqrt(x), (x) => tf.div(0.5, tf.sqrt(x))),
};

const GELU_SCALE = Math.sqrt(2 / Math.PI);
const GELU_CUBE = 0.044715;

function geluArgument(x: tf.Tensor): tf.Tensor {
  return tf.mul(
    GELU_SCALE,
    tf.add(x, tf.mul(GELU_CUBE, tf.mul(x, tf.square(x)))),
  );
}

function normalCdf(x: tf.Tensor): tf.Tensor {
  return tf.mul(0.5, tf.add(1, tf.erf(tf.div(x, Math.SQRT2))));
}

function normalPdf(x: tf.Tensor): tf.Tensor {
  return tf.mul(1 / Math.sqrt(2 * Math.PI), tf.exp(tf.mul(-0.5, tf.square(x))));
}

/** log(1 + eˣ) without overflow: relu(x) + log1p(e^−|x|). */
function softplus(x: tf.Tensor): tf.Tensor {
  return tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));
}

/** x where x > 0, else `low(x)`, where low(0) = 0. */
function negativePart(
  x: tf.Tensor,
  low: (negative: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  return tf.add(tf.relu(x), low(tf.minimum(x, 0)));
}
