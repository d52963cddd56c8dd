import type * as tf from "@tensorflow/tfjs";

/**
 * The variable behind a layer's weight. Assigning to it, unlike the layer's
 * own `setWeights`, applies no constraint, so that any value can be put back
 * as it was.
 */
export function variableOf(
  weight: tf.layers.Layer["weights"][number],
): tf.Variable {
  return weight.read() as tf.Variable;
}
