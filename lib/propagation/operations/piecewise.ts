import * as tf from "@tensorflow/tfjs";
import type {
  ActivationFunction,
  ActivationName,
  SimpleActivation,
} from "../../model/mod.ts";

/** A function of one real number and its derivative, on tensors. */
export interface Elementwise<N extends ActivationName> {
  readonly value: (
    x: tf.Tensor,
    fn: Extract<ActivationFunction, { name: N }>,
  ) => tf.Tensor;
  readonly slope: (
    x: tf.Tensor,
    fn: Extract<ActivationFunction, { name: N }>,
  ) => tf.Tensor;
  /**
   * Whether φ(x) = φ'(x)·x everywhere, so that the function has no implicit
   * bias.
   */
  readonly homogeneous: boolean;
  /** Of a gated function φ(x) = x · gate(x): its gate. */
  readonly gate?: (x: tf.Tensor) => tf.Tensor;
}

/** The functions that are made of straight lines or, once, of a parabola. */
export const PIECEWISE = {
  relu: {
    value: (x) => tf.relu(x),
    slope: (x) => tf.step(x),
    homogeneous: true,
  },
  leakyRelu: {
    value: (x, { slope }) => tf.leakyRelu(x, slope),
    slope: (x, { slope }) => tf.step(x, slope),
    homogeneous: true,
  },
  thresholdedRelu: {
    value: (x, { threshold }) => tf.mul(x, isAbove(x, threshold)),
    slope: (x, { threshold }) => isAbove(x, threshold),
    homogeneous: true,
  },
  clippedRelu: {
    value: (x, { ceiling }) => tf.clipByValue(x, 0, ceiling),
    slope: (x, { ceiling }) => tf.mul(tf.step(x), isAbove(tf.neg(x), -ceiling)),
    homogeneous: false,
  },
  hardSigmoid: {
    value: (x, { slope }) =>
      tf.clipByValue(tf.add(tf.mul(x, slope), 0.5), 0, 1),
    slope: (x, { slope }) =>
      tf.mul(
        slope,
        tf.mul(isAbove(x, -0.5 / slope), isAbove(tf.neg(x), -0.5 / slope)),
      ),
    homogeneous: false,
  },
  hardSwish: gated(hardGate, (x) => {
    const between = tf.mul(isAbove(x, -3), isAbove(tf.neg(x), -3));
    return tf.add(hardGate(x), tf.mul(between, tf.div(x, 6)));
  }),
  clip: {
    value: (x, { low, high }) => tf.minimum(tf.maximum(x, low), high),
    slope: (x, { low, high }) =>
      tf.mul(isAbove(x, low), isAbove(tf.neg(x), -high)),
    homogeneous: false,
  },
  hardShrink: {
    value: (x, { threshold }) => tf.mul(x, isBeyond(x, threshold)),
    slope: (x, { threshold }) => isBeyond(x, threshold),
    homogeneous: true,
  },
  softShrink: {
    value: (x, { threshold }) =>
      tf.sub(
        tf.relu(tf.sub(x, threshold)),
        tf.relu(tf.sub(tf.neg(x), threshold)),
      ),
    slope: (x, { threshold }) => isBeyond(x, threshold),
    homogeneous: false,
  },
  rectifier: {
    value: (x, { slope, threshold, ceiling }) =>
      tf.sub(
        tf.minimum(tf.mul(x, isAbove(x, threshold)), ceiling),
        tf.mul(slope, tf.relu(tf.sub(threshold, x))),
      ),
    slope: (x, { slope, threshold, ceiling }) =>
      byStep(
        tf.sub(x, threshold),
        isAbove(tf.neg(x), -ceiling),
        tf.scalar(slope),
      ),
    homogeneous: false,
  },
  sparsePlus: curve(
    (x) =>
      tf.add(
        tf.mul(0.25, tf.square(tf.clipByValue(tf.add(x, 1), 0, 2))),
        tf.relu(tf.sub(x, 1)),
      ),
    (x) => tf.mul(0.5, tf.clipByValue(tf.add(x, 1), 0, 2)),
  ),
  abs: { value: (x) => tf.abs(x), slope: (x) => tf.sign(x), homogeneous: true },
  ceil: steps((x) => tf.ceil(x)),
  floor: steps((x) => tf.floor(x)),
  round: steps((x) => tf.round(x)),
  sign: steps((x) => tf.sign(x)),
} satisfies { readonly [N in ActivationName]?: Elementwise<N> };

/** A function x · gate(x), from its gate and its derivative. */
export function gated<N extends SimpleActivation>(
  gate: (x: tf.Tensor) => tf.Tensor,
  slope: (x: tf.Tensor) => tf.Tensor,
): Elementwise<N> {
  return { ...curve<N>((x) => tf.mul(x, gate(x)), slope), gate };
}

/** A function without a parameter that is bent, or does not go through 0. */
export function curve<N extends SimpleActivation>(
  value: (x: tf.Tensor) => tf.Tensor,
  slope: (x: tf.Tensor) => tf.Tensor,
): Elementwise<N> {
  return { value, slope, homogeneous: false };
}

/** A function that is constant between its jumps. */
function steps<N extends SimpleActivation>(
  value: (x: tf.Tensor) => tf.Tensor,
): Elementwise<N> {
  return curve(value, (x) => tf.zerosLike(x));
}

/** 1 where x > threshold, else 0. */
function isAbove(x: tf.Tensor, threshold: number): tf.Tensor {
  return tf.step(tf.sub(x, threshold));
}

/** 1 where |x| > threshold, else 0. */
function isBeyond(x: tf.Tensor, threshold: number): tf.Tensor {
  return tf.step(tf.sub(tf.abs(x), threshold));
}

/** `high` where x > 0, else `low`. */
export function byStep(
  x: tf.Tensor,
  high: number | tf.Tensor,
  low: tf.Tensor,
): tf.Tensor {
  const above = tf.step(x);
  return tf.add(tf.mul(high, above), tf.mul(low, tf.sub(1, above)));
}

/** relu6(x + 3) / 6. */
function hardGate(x: tf.Tensor): tf.Tensor {
  return tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6);
}
