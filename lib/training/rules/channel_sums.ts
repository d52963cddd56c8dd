import * as tf from "@tensorflow/tfjs";

/**
 * The sums over all axes but the last, `[C]`: as a product with a row of ones,
 * which every backend does fast.
 *
 * @param factor What the sums are multiplied by.
 */
export function channelSums(x: tf.Tensor, factor = 1): tf.Tensor1D {
  const channels = x.shape.at(-1)!;
  const count = x.size / channels;
  return tf.reshape(
    tf.matMul(tf.fill([1, count], factor), tf.reshape(x, [count, channels])),
    [channels],
  );
}
