import * as tf from "@tensorflow/tfjs";
import { type GraphNode, weightOf } from "../../model/mod.ts";
import {
  asAtInference,
  channelSums,
  type TrainingRule,
  withWeights,
} from "./training_rule.ts";

/**
 * Batch normalization by the batch's own statistics, which go into the running
 * ones: `y = γ·x̂ + β`, `x̂ = (x − mean)/√(variance + ε)`. The gradient by x is
 * `γ/√(variance + ε) · (g − Σg/M − x̂·Σ(g·x̂)/M)` over M values a channel.
 */
export const batchNorm: TrainingRule<"batchNorm"> = {
  forward: (node, [x], statisticsMomentum) => {
    const share = x!.shape.at(-1)! / x!.size;
    const mean = channelSums(x!, share);
    const centered = tf.sub(x!, mean);
    const variance = channelSums(tf.square(centered), share);
    const inverse = tf.rsqrt(tf.add(variance, node.attributes.epsilon));
    moveTowards(node, "mean", mean, statisticsMomentum);
    moveTowards(node, "variance", variance, statisticsMomentum);
    const scaled = tf.mul(centered, factor(node, inverse));
    const beta = node.weights.beta?.();
    return {
      output: beta ? tf.add(scaled, beta) : scaled,
      saved: [centered, inverse],
    };
  },
  backward: (node, g, { saved: [centered, inverse] }, wanted) => {
    const beta = channelSums(g);
    const gamma = tf.mul(channelSums(tf.mul(g, centered!)), inverse!);
    const inputs = () => {
      const share = g.shape.at(-1)! / g.size;
      const slope = tf.mul(tf.mul(gamma, inverse!), share);
      const left = tf.sub(
        tf.sub(g, tf.mul(centered!, slope)),
        tf.mul(beta, share),
      );
      return tf.mul(left, factor(node, inverse!));
    };
    return {
      inputs: wanted.inputs ? [inputs()] : [],
      weights: { gamma, beta },
    };
  },
  keeps: () => "nothing",
};

/** Batch normalization whose layer is not trained: as at inference. */
export const frozenBatchNorm: TrainingRule<"batchNorm"> = asAtInference(
  "batchNorm",
);

function factor(node: GraphNode<"batchNorm">, inverse: tf.Tensor): tf.Tensor {
  const gamma = node.weights.gamma?.();
  return gamma ? tf.mul(inverse, gamma) : inverse;
}

function moveTowards(
  node: GraphNode<"batchNorm">,
  name: "mean" | "variance",
  value: tf.Tensor,
  momentum: number,
): void {
  const running = weightOf(node, name) as tf.Variable;
  running.assign(
    tf.add(tf.mul(running, momentum), tf.mul(value, 1 - momentum)),
  );
}

/** Normalization of every sample: γ and β are learned over the other axes. */
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
