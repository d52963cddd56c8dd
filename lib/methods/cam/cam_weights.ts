import * as tf from "@tensorflow/tfjs";
import {
  callback,
  objectWith,
  type Requirement,
  text,
} from "../../options/mod.ts";

/**
 * How much the channels of a layer count in a class activation map, from the
 * feature maps A and the gradient g by them, both `[N, h, w, C]`. One weight a
 * channel and image, `[N, 1, 1, C]`, or one a neuron, `[N, h, w, C]`.
 */
export interface CamWeights {
  /** A word for results and figures. */
  readonly name: string;
  /**
   * What is added to the g² that weights are divided by; where gradients are
   * small it takes over, and results say so.
   */
  readonly epsilon?: number;
  /** The weights; `gradient` is computed where it is called for. */
  readonly of: (
    activation: tf.Tensor4D,
    gradient: () => tf.Tensor4D,
  ) => tf.Tensor;
}

/** What an option that takes {@linkcode CamWeights} must be. */
export const CAM_WEIGHTS: Requirement = objectWith(
  "weights such as meanGradient",
  { name: text, of: callback },
);

/**
 * w = mean g: GradCAM.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { meanGradient } from "fullgrad/methods";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const maps = tf.tensor4d([1, 3], [1, 1, 2, 1]);
 * const gradient = () => tf.tensor4d([4, -2], [1, 1, 2, 1]);
 * assertEquals([...await meanGradient.of(maps, gradient).data()], [1]);
 * ```
 */
export const meanGradient: CamWeights = {
  name: "mean g",
  of: (_, gradient) => mean(gradient()),
};

/**
 * w = mean ReLU(g): what speaks for the class somewhere.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { meanPositive } from "fullgrad/methods";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const maps = tf.tensor4d([1, 3], [1, 1, 2, 1]);
 * const gradient = () => tf.tensor4d([4, -2], [1, 1, 2, 1]);
 * assertEquals([...await meanPositive.of(maps, gradient).data()], [2]);
 * ```
 */
export const meanPositive: CamWeights = {
  name: "mean ReLU(g)",
  of: (_, gradient) => mean(tf.relu(gradient())),
};

/**
 * w = mean ReLU(−g): what speaks against the class somewhere.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { meanNegative } from "fullgrad/methods";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const maps = tf.tensor4d([1, 3], [1, 1, 2, 1]);
 * const gradient = () => tf.tensor4d([4, -2], [1, 1, 2, 1]);
 * assertEquals([...await meanNegative.of(maps, gradient).data()], [1]);
 * ```
 */
export const meanNegative: CamWeights = {
  name: "mean ReLU(−g)",
  of: (_, gradient) => mean(tf.relu(tf.neg(gradient()))),
};

/**
 * w = mean |g|.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { meanAbsolute } from "fullgrad/methods";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const maps = tf.tensor4d([1, 3], [1, 1, 2, 1]);
 * const gradient = () => tf.tensor4d([4, -2], [1, 1, 2, 1]);
 * assertEquals([...await meanAbsolute.of(maps, gradient).data()], [3]);
 * ```
 */
export const meanAbsolute: CamWeights = {
  name: "mean |g|",
  of: (_, gradient) => mean(tf.abs(gradient())),
};

/**
 * w = ReLU(mean g): the channels that speak for the class on the whole.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { positiveMean } from "fullgrad/methods";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const maps = tf.tensor4d([1, 3], [1, 1, 2, 1]);
 * const gradient = () => tf.tensor4d([4, -2], [1, 1, 2, 1]);
 * assertEquals([...await positiveMean.of(maps, gradient).data()], [1]);
 * ```
 */
export const positiveMean: CamWeights = {
  name: "ReLU(mean g)",
  of: (_, gradient) => tf.relu(mean(gradient())),
};

/** Keeps α from dividing by zero, as in jacobgil/pytorch-grad-cam. */
const EPSILON = 1e-6;

/**
 * w = Σ α ReLU(g) with `α = g² / (2 g² + (Σ A) g³ + ε)`: GradCAM++. α is what
 * the second and third derivatives come to for the exponential of a piecewise
 * linear output; sums are over space, ε is 1e-6.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { plusPlus } from "fullgrad/methods";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * await startBackend();
 * const maps = tf.tensor4d([1, 3], [1, 1, 2, 1]);
 * const gradient = () => tf.tensor4d([4, -2], [1, 1, 2, 1]);
 * const [weight] = await plusPlus.of(maps, gradient).data();
 * assertAlmostEquals(weight!, 4 * 4 ** 2 / (2 * 4 ** 2 + (1 + 3) * 4 ** 3), 1e-5);
 * ```
 */
export const plusPlus: CamWeights = {
  name: "GradCAM++",
  epsilon: EPSILON,
  of: (activation, gradient) => {
    const g = gradient();
    return tf.sum(tf.mul(alphaOf(activation, g), tf.relu(g)), [1, 2], true);
  },
};

/**
 * w = Σ α ReLU(g) / Σ α, the second sum over the places where g > 0: GradCAM++ as
 * its authors' code has it. Where α varies little it is near the mean of the
 * positive gradients.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { plusPlusNormalized } from "fullgrad/methods";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * await startBackend();
 * const maps = tf.tensor4d([1, 3], [1, 1, 2, 1]);
 * const gradient = () => tf.tensor4d([4, -2], [1, 1, 2, 1]);
 * const [weight] = await plusPlusNormalized.of(maps, gradient).data();
 * assertAlmostEquals(weight!, 4, 1e-5);
 * ```
 */
export const plusPlusNormalized: CamWeights = {
  name: "GradCAM++, normalized",
  epsilon: EPSILON,
  of: (activation, gradient) => {
    const g = gradient();
    const alpha = tf.mul(
      alphaOf(activation, g),
      tf.cast(tf.greater(g, 0), "float32"),
    );
    const sum = tf.sum(tf.mul(alpha, tf.relu(g)), [1, 2], true);
    // A channel whose α are all 0 has no weight.
    return tf.divNoNan(sum, tf.sum(alpha, [1, 2], true));
  },
};

/** `α = g² / (2 g² + (Σ A) g³ + ε)`, neuron by neuron. */
function alphaOf(activation: tf.Tensor4D, g: tf.Tensor4D): tf.Tensor {
  const squared = tf.square(g);
  const total = tf.sum(activation, [1, 2], true);
  return tf.div(
    squared,
    tf.add(
      tf.add(tf.mul(2, squared), tf.mul(total, tf.mul(squared, g))),
      EPSILON,
    ),
  );
}

/**
 * w = Σ g A / Σ A, of a channel whose feature map is 0 none: XGradCAM. Behind it
 * weights times feature maps add up to gradient times feature map.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { activationShare } from "fullgrad/methods";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const maps = tf.tensor4d([1, 3], [1, 1, 2, 1]);
 * const gradient = () => tf.tensor4d([4, -2], [1, 1, 2, 1]);
 * assertEquals([...await activationShare.of(maps, gradient).data()], [-0.5]);
 * ```
 */
export const activationShare: CamWeights = {
  name: "Σ g A / Σ A",
  of: (activation, gradient) =>
    tf.divNoNan(
      tf.sum(tf.mul(gradient(), activation), [1, 2], true),
      tf.sum(activation, [1, 2], true),
    ),
};

/**
 * w = 1: the class-agnostic control, `Σ A`.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { allOnes } from "fullgrad/methods";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const maps = tf.tensor4d([1, 3], [1, 1, 2, 1]);
 * const gradient = () => tf.tensor4d([4, -2], [1, 1, 2, 1]);
 * assertEquals([...await allOnes.of(maps, gradient).data()], [1]);
 * ```
 */
export const allOnes: CamWeights = {
  name: "1",
  of: (activation) => tf.ones([activation.shape[0], 1, 1, activation.shape[3]]),
};

/**
 * w = g, neuron by neuron: HiResCAM.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { elementwise } from "fullgrad/methods";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const maps = tf.tensor4d([1, 3], [1, 1, 2, 1]);
 * const gradient = () => tf.tensor4d([4, -2], [1, 1, 2, 1]);
 * assertEquals([...await elementwise.of(maps, gradient).data()], [4, -2]);
 * ```
 */
export const elementwise: CamWeights = {
  name: "g",
  of: (_, gradient) => gradient(),
};

/**
 * w = ReLU(g), neuron by neuron: LayerCAM.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { elementwisePositive } from "fullgrad/methods";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const maps = tf.tensor4d([1, 3], [1, 1, 2, 1]);
 * const gradient = () => tf.tensor4d([4, -2], [1, 1, 2, 1]);
 * assertEquals([...await elementwisePositive.of(maps, gradient).data()], [4, 0]);
 * ```
 */
export const elementwisePositive: CamWeights = {
  name: "ReLU(g)",
  of: (_, gradient) => tf.relu(gradient()),
};

function mean(x: tf.Tensor): tf.Tensor {
  return tf.mean(x, [1, 2], true);
}
