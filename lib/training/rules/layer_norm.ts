import * as tf from "@tensorflow/tfjs";
import { withWeights } from "./as_at_inference.ts";
import type { TrainingRule } from "./training_rule.ts";

/** Normalization of every sample: γ and β are learnt over the other axes. */
export const layerNorm: TrainingRule<"layerNorm"> = withWeights(
  "layerNorm",
  (node, g, { inputs: [x] }, names) => {
    const { axes, epsilon } = node.attributes;
    const others = x!.shape.map((_, axis) => axis)
      .filter((axis) => !axes.includes(axis));
    const shaped = (values: tf.Tensor) =>
      tf.reshape(
        tf.sum(values, others),
        [...axes].sort((a, b) => a - b).map((axis) => x!.shape[axis]!),
      );
    const normalized = () => {
      const { mean, variance } = tf.moments(x!, [...axes], true);
      return tf.div(tf.sub(x!, mean), tf.sqrt(tf.add(variance, epsilon)));
    };
    return {
      ...(names.has("gamma") && { gamma: shaped(tf.mul(g, normalized())) }),
      ...(names.has("beta") && { beta: shaped(g) }),
    };
  },
);
