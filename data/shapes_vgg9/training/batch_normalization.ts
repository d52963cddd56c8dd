import * as tf from "@tensorflow/tfjs";

/** A normalized batch and the statistics it was normalized by. */
export interface NormalizedBatch {
  /** The result, of the input's shape. */
  readonly value: tf.Tensor4D;
  /** Mean of each channel, `[C]`, kept: the caller disposes it. */
  readonly mean: tf.Tensor1D;
  /** Variance of each channel, `[C]`, kept: the caller disposes it. */
  readonly variance: tf.Tensor1D;
}

/**
 * Batch normalization by the batch's own statistics, differentiable by its
 * input, γ and β; the sums over the batch are matrix products, which the WASM
 * backend does fast.
 *
 * `y = γ·x̂ + β`, `x̂ = (x − mean)/√(variance + ε)`; the gradient by x is
 * `γ/√(variance + ε) · (dy − Σdy/M − x̂·Σ(dy·x̂)/M)` over M values a channel.
 *
 * @param x The input, `[N, H, W, C]`.
 * @param gamma Factor of each channel, `[C]`.
 * @param beta Offset of each channel, `[C]`.
 * @param epsilon Added to the variance.
 */
export function batchNormalization(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): NormalizedBatch {
  const channels = x.shape[3];
  const count = x.size / channels;
  const statistics: tf.Tensor1D[] = [];
  const channelMean = (t: tf.Tensor): tf.Tensor1D =>
    tf.reshape(
      tf.matMul(
        tf.fill([1, count], 1 / count),
        tf.reshape(t, [count, channels]),
      ),
      [channels],
    );

  const operation = tf.customGrad((...inputs) => {
    const [input, scale, offset, save] = inputs as unknown as [
      tf.Tensor4D,
      tf.Tensor1D,
      tf.Tensor1D,
      tf.GradSaveFunc,
    ];
    const mean = channelMean(input);
    const centred = tf.sub(input, mean);
    const variance = channelMean(tf.mul(centred, centred));
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    statistics.push(tf.keep(mean), tf.keep(variance));
    save([centred, scale, inverse]);
    return {
      value: tf.add(tf.mul(centred, tf.mul(inverse, scale)), offset),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [centred, scale, inverse] = saved as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ];
        const meanDy = channelMean(dy);
        const meanDyXhat = tf.mul(channelMean(tf.mul(dy, centred)), inverse);
        const explained = tf.mul(centred, tf.mul(inverse, meanDyXhat));
        const dx = tf.mul(
          tf.sub(tf.sub(dy, explained), meanDy),
          tf.mul(scale, inverse),
        );
        return [dx, tf.mul(meanDyXhat, count), tf.mul(meanDy, count)];
      },
    };
  });
  const value = operation(x, gamma, beta) as tf.Tensor4D;
  const [mean, variance] = statistics as [tf.Tensor1D, tf.Tensor1D];
  return { value, mean, variance };
}
