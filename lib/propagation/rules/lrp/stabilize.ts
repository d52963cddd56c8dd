import * as tf from "@tensorflow/tfjs";

/**
 * Nothing beside any activation: where the denominator is 0, so is everything
 * that it divides.
 */
const LEAST = 1e-12;

/** z moved away from 0 by ε, to its own side. */
export function stabilize(z: tf.Tensor, epsilon = 0): tf.Tensor {
  const side = tf.sub(tf.mul(2, tf.step(z)), 1);
  return tf.add(z, tf.mul(Math.max(epsilon, LEAST), side));
}
