import * as tf from "@tensorflow/tfjs";

/**
 * The sum over everything but the first axis, `[N]`. Axis by axis, since a
 * running sum over millions of floats loses digits.
 */
export function sumPerImage(x: tf.Tensor): tf.Tensor {
  return x.rank === 1 ? tf.clone(x) : sumPerImage(tf.sum(x, -1));
}
