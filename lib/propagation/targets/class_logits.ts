import * as tf from "@tensorflow/tfjs";
import type { Head } from "../../model/mod.ts";

/**
 * Whether the output is the logit of a single sigmoid, which tells two classes
 * apart: class 1 of logit f, and class 0 of logit −f.
 */
export function isSingleSigmoid(
  shape: readonly number[],
  head: Head | undefined,
): boolean {
  return shape.length === 2 && shape[1] === 1 && head === "sigmoid";
}

/** A logit for each class: the output itself, or `[−f, f]` of a single sigmoid. */
export function classLogits(
  output: tf.Tensor,
  head: Head | undefined,
): tf.Tensor {
  return isSingleSigmoid(output.shape, head)
    ? tf.concat([tf.neg(output), output], 1)
    : output;
}

/** The class of the greatest logit of every sample, `[N]`. */
export function greatestClass(
  output: tf.Tensor,
  head: Head | undefined,
): tf.Tensor1D {
  return tf.tidy(() => tf.argMax(classLogits(output, head), -1) as tf.Tensor1D);
}
