import * as tf from "@tensorflow/tfjs";
import { callback, checkValue } from "../../options/mod.ts";

/**
 * A function of the network's output whose value counts as a constant: for masks,
 * choices and norms inside a target, which are computed from the output and are
 * not explained. It may use operations that have no gradient, such as `tf.argMax`.
 *
 * A target `t = Σ_j m_j f_j` with such an `m` is linear in the output f, so that
 * its terms add up without an implicit one of its own.
 *
 * @param of A function from the output to a tensor of any shape.
 * @returns The same function, without a gradient.
 * @throws {TypeError} If it is no function.
 *
 * @example
 * ```ts
 * import { biasGradients, loadModel, stopGradient } from "fullgrad";
 * import { assertAlmostEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * // The mean of the logits above 0, as if which ones these are were known.
 * const above = stopGradient((output) => tf.cast(tf.greater(output, 0), "float32"));
 * const model = await loadModel("shapes_vgg9");
 * const { layers } = await biasGradients(model, "data/images/boat.png", {
 *   target: (output) => tf.mean(tf.mul(output, above(output)), 1),
 * });
 * assertAlmostEquals(layers.at(-1)!.sums[0]!, 0, 1e-4); // the target's own term
 * ```
 */
export function stopGradient(
  of: (output: tf.Tensor) => tf.Tensor,
): (output: tf.Tensor) => tf.Tensor {
  checkValue("stop the gradient", "of", of, callback);
  return tf.customGrad((output) => ({
    value: of(output as tf.Tensor),
    gradFunc: () => tf.zerosLike(output as tf.Tensor),
  }));
}
