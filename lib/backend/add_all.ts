import * as tf from "@tensorflow/tfjs";

/**
 * Tensors of a call of `tf.addN`: WebGPU binds eight with the sum, and of more
 * it says nothing and is wrong.
 */
const MOST_SUMMANDS = 7;

/** The sum of one or more tensors of a shape, in their order. */
export function addAll<T extends tf.Tensor>(tensors: readonly T[]): T {
  return tf.tidy(() => {
    let sum = tensors[0]!.clone() as T;
    for (let i = 1; i < tensors.length; i += MOST_SUMMANDS - 1) {
      sum = tf.addN<T>([sum, ...tensors.slice(i, i + MOST_SUMMANDS - 1)]);
    }
    return sum;
  });
}
