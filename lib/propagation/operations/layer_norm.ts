import * as tf from "@tensorflow/tfjs";
import type { GraphNode } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";

/** Normalization of every sample over some axes, then an affine function. */
export const layerNorm: Operation<"layerNorm"> = {
  forward: (node, [x]) => {
    const { normalized } = normalize(node, x!);
    const gamma = node.weights.gamma?.();
    const beta = node.weights.beta?.();
    const scaled = gamma
      ? tf.mul(normalized, spread(gamma, node, x!.rank))
      : normalized;
    return beta ? tf.add(scaled, spread(beta, node, x!.rank)) : scaled;
  },
  gradient: (node, g, { inputs: [x] }) => {
    const axes = [...node.attributes.axes];
    const { normalized, deviation } = normalize(node, x!);
    const gamma = node.weights.gamma?.();
    const scaled = gamma ? tf.mul(g, spread(gamma, node, x!.rank)) : g;
    const mean = tf.mean(scaled, axes, true);
    const slope = tf.mean(tf.mul(scaled, normalized), axes, true);
    return [
      tf.div(
        tf.sub(tf.sub(scaled, mean), tf.mul(normalized, slope)),
        deviation,
      ),
    ];
  },
  keeps: () => "both",
};

function normalize(
  node: GraphNode<"layerNorm">,
  x: tf.Tensor,
): { readonly normalized: tf.Tensor; readonly deviation: tf.Tensor } {
  const { mean, variance } = tf.moments(x, [...node.attributes.axes], true);
  const deviation = tf.sqrt(tf.add(variance, node.attributes.epsilon));
  return { normalized: tf.div(tf.sub(x, mean), deviation), deviation };
}

function spread(
  values: tf.Tensor,
  node: GraphNode<"layerNorm">,
  rank: number,
): tf.Tensor {
  const { axes } = node.attributes;
  let next = 0;
  const shape = Array.from(
    { length: rank },
    (_, i) => axes.includes(i) ? values.shape[next++]! : 1,
  );
  return tf.reshape(values, shape);
}
