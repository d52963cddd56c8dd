import * as tf from "@tensorflow/tfjs";

/** x over some axes of a sample, brought to a scale of 1. */
export interface Normalized {
  /** The values. */
  readonly normalized: tf.Tensor;
  /** What they were divided by. */
  readonly deviation: tf.Tensor;
}

/** `(x − mean) / sqrt(variance + ε)` over some axes. */
export function standardize(
  x: tf.Tensor,
  axes: readonly number[],
  epsilon: number,
): Normalized {
  const { mean, variance } = tf.moments(x, [...axes], true);
  const deviation = tf.sqrt(tf.add(variance, epsilon));
  return { normalized: tf.div(tf.sub(x, mean), deviation), deviation };
}

/** The gradient of {@linkcode standardize} by x, given `g` by its values. */
export function standardizeGradient(
  g: tf.Tensor,
  { normalized, deviation }: Normalized,
  axes: readonly number[],
): tf.Tensor {
  const mean = tf.mean(g, [...axes], true);
  const slope = tf.mean(tf.mul(g, normalized), [...axes], true);
  return tf.div(
    tf.sub(tf.sub(g, mean), tf.mul(normalized, slope)),
    deviation,
  );
}

/** `x / sqrt(mean of x² + ε)` over some axes. */
export function divideByRms(
  x: tf.Tensor,
  axes: readonly number[],
  epsilon: number,
): Normalized {
  const deviation = tf.sqrt(
    tf.add(tf.mean(tf.square(x), [...axes], true), epsilon),
  );
  return { normalized: tf.div(x, deviation), deviation };
}

/** The gradient of {@linkcode divideByRms} by x, given `g` by its values. */
export function divideByRmsGradient(
  g: tf.Tensor,
  { normalized, deviation }: Normalized,
  axes: readonly number[],
): tf.Tensor {
  const slope = tf.mean(tf.mul(g, normalized), [...axes], true);
  return tf.div(tf.sub(g, tf.mul(normalized, slope)), deviation);
}
