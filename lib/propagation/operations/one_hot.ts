import * as tf from "@tensorflow/tfjs";

/**
 * One-hot rows as floats, by comparison: tfjs's own operation refuses a depth
 * of 1, and on the WASM backend leaves the bits of integers in a float tensor.
 * The factor makes floats of them on WebGPU too, where a cast changes the type
 * in name only, and a transposition behind it fails.
 */
export function oneHot(indices: tf.Tensor, depth: number): tf.Tensor {
  const wanted = tf.expandDims(tf.cast(indices, "int32"), -1);
  const positions = tf.range(0, depth, 1, "int32");
  return tf.mul(tf.cast(tf.equal(wanted, positions), "float32"), 1);
}
