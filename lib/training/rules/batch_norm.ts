import * as tf from "@tensorflow/tfjs";
import { type GraphNode, weightOf } from "../../model/mod.ts";
import { asAtInference } from "./as_at_inference.ts";
import { channelSums } from "./channel_sums.ts";
import type { TrainingRule } from "./training_rule.ts";

/**
 * Batch normalization by the batch's own statistics, which go into the running
 * ones: `y = γ·x̂ + β`, `x̂ = (x − mean)/√(variance + ε)`. The gradient by x is
 * `γ/√(variance + ε) · (g − Σg/M − x̂·Σ(g·x̂)/M)` over M values a channel.
 */
export const batchNorm: TrainingRule<"batchNorm"> = {
  forward: (node, [x], statisticsMomentum) => {
    const share = x!.shape.at(-1)! / x!.size;
    const mean = channelSums(x!, share);
    const centred = tf.sub(x!, mean);
    const variance = channelSums(tf.square(centred), share);
    const inverse = tf.rsqrt(tf.add(variance, node.attributes.epsilon));
    moveTowards(node, "mean", mean, statisticsMomentum);
    moveTowards(node, "variance", variance, statisticsMomentum);
    const scaled = tf.mul(centred, factor(node, inverse));
    const beta = node.weights.beta?.();
    return {
      output: beta ? tf.add(scaled, beta) : scaled,
      saved: [centred, inverse],
    };
  },
  backward: (node, g, { saved: [centred, inverse] }, wanted) => {
    const beta = channelSums(g);
    const gamma = tf.mul(channelSums(tf.mul(g, centred!)), inverse!);
    const inputs = () => {
      const share = g.shape.at(-1)! / g.size;
      const slope = tf.mul(tf.mul(gamma, inverse!), share);
      const left = tf.sub(
        tf.sub(g, tf.mul(centred!, slope)),
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
