import * as tf from "@tensorflow/tfjs";
import { runFused } from "../../backend/mod.ts";
import { type GraphNode, weightOf } from "../../model/mod.ts";
import {
  type Activations,
  type Operation,
  OPERATIONS,
} from "../../propagation/mod.ts";
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
    const { epsilon } = node.attributes;
    const [gamma, beta] = [node.weights.gamma?.(), node.weights.beta?.()];
    const [output, mean, variance] = runFused<readonly tf.Tensor[]>(
      "FullGradBatchNormTraining",
      { x: x!, gamma, beta },
      { epsilon },
      () => {
        const share = x!.shape.at(-1)! / x!.size;
        const mean = channelSums(x!, share);
        const centered = tf.sub(x!, mean);
        const variance = channelSums(tf.square(centered), share);
        const scaled = tf.mul(centered, factor(node, variance));
        return [beta ? tf.add(scaled, beta) : scaled, mean, variance];
      },
    );
    moveTowards(node, "mean", mean!, statisticsMomentum);
    moveTowards(node, "variance", variance!, statisticsMomentum);
    return { output: output!, saved: [mean!, variance!] };
  },
  backward: (node, g, { inputs: [x], saved: [mean, variance] }) => {
    const { epsilon } = node.attributes;
    const [input, gamma, beta] = runFused<readonly tf.Tensor[]>(
      "FullGradBatchNormTrainingGradient",
      {
        x: x!,
        dy: g,
        gamma: node.weights.gamma?.(),
        mean: mean!,
        variance: variance!,
      },
      { epsilon },
      () => {
        const share = g.shape.at(-1)! / g.size;
        const inverse = tf.rsqrt(tf.add(variance!, epsilon));
        const normalized = tf.mul(tf.sub(x!, mean!), inverse);
        const beta = channelSums(g);
        const gamma = channelSums(tf.mul(g, normalized));
        const left = tf.sub(
          tf.sub(g, tf.mul(normalized, tf.mul(gamma, share))),
          tf.mul(beta, share),
        );
        return [tf.mul(left, factor(node, variance!)), gamma, beta];
      },
    );
    return { inputs: [input!], weights: { gamma: gamma!, beta: beta! } };
  },
  keeps: () => "inputs",
};

/** Batch normalization whose layer is not trained: as at inference. */
export const frozenBatchNorm: TrainingRule<"batchNorm"> = asAtInference(
  "batchNorm",
);

/** `γ/√(variance + ε)`. */
function factor(node: GraphNode<"batchNorm">, variance: tf.Tensor): tf.Tensor {
  const inverse = tf.rsqrt(tf.add(variance, node.attributes.epsilon));
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
  (node, g, at, names) => ({
    ...(names.has("gamma") && {
      gamma: overOthers(timesNormalized(node, g, at), node),
    }),
    ...(names.has("beta") && { beta: overOthers(g, node) }),
  }),
);

/** The values over their mean square: γ is learned over the other axes. */
export const rmsNorm: TrainingRule<"rmsNorm"> = withWeights(
  "rmsNorm",
  (node, g, at, names) => ({
    ...(names.has("gamma") && {
      gamma: overOthers(timesNormalized(node, g, at), node),
    }),
  }),
);

/** Normalization of groups of channels: γ is learned per channel. */
export const groupNorm: TrainingRule<"groupNorm"> = withWeights(
  "groupNorm",
  (node, g, at, names) => ({
    ...(names.has("gamma") && {
      gamma: channelSums(timesNormalized(node, g, at)),
    }),
  }),
);

/** `g` times what the node makes of its input before its weights. */
function timesNormalized<K extends "layerNorm" | "rmsNorm" | "groupNorm">(
  node: GraphNode<K>,
  g: tf.Tensor,
  { inputs }: Activations,
): tf.Tensor {
  const { forward } = OPERATIONS[node.kind] as unknown as Operation<K>;
  return tf.mul(g, forward({ ...node, weights: {} }, inputs));
}

/** The sums over the axes that are not normalized, in the weight's shape. */
function overOthers(
  values: tf.Tensor,
  { attributes: { axes } }: GraphNode<"layerNorm"> | GraphNode<"rmsNorm">,
): tf.Tensor {
  const others = values.shape.map((_, axis) => axis)
    .filter((axis) => !axes.includes(axis));
  return tf.reshape(
    tf.sum(values, others),
    [...axes].sort((a, b) => a - b).map((axis) => values.shape[axis]!),
  );
}
