import * as tf from "@tensorflow/tfjs";

/**
 * One-hot rows as floats. The WASM backend's own kernel leaves the bits of
 * integers in a float tensor, so the cast is made here.
 */
export function oneHot(indices: tf.Tensor, depth: number): tf.Tensor {
  return tf.cast(tf.oneHot(tf.cast(indices, "int32"), depth), "float32");
}
