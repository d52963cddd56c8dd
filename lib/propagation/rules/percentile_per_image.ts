import * as tf from "@tensorflow/tfjs";

/**
 * The percentile of the values of every image, by the rank below: the value at
 * place `floor((n − 1) · q / 100)` of n sorted ones. Shaped `[N, 1, …]`. By the
 * nearest rank, as in the code of RectGrad's authors, nothing would exceed it
 * in a layer of fewer than 26 neurons for q = 98.
 *
 * @param x `[N, …]`.
 * @param percentile q, from 0 to 100.
 */
export function percentilePerImage(
  x: tf.Tensor,
  percentile: number,
): tf.Tensor {
  const count = x.shape[0]!;
  const size = x.size / count;
  const rank = Math.floor((size - 1) * percentile / 100);
  const { values } = tf.topk(tf.reshape(x, [count, size]), size - rank);
  return tf.reshape(
    tf.slice(values, [0, size - rank - 1], [count, 1]),
    [count, ...x.shape.slice(1).map(() => 1)],
  );
}
