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
      ? tf.mul(normalized, spread(gamma, node, x!))
      : normalized;
    return beta ? tf.add(scaled, spread(beta, node, x!)) : scaled;
  },
  gradient: (node, g, { inputs: [x] }) => {
    const axes = [...node.attributes.axes];
    const { normalized, deviation } = normalize(node, x!);
    const gamma = node.weights.gamma?.();
    const scaled = gamma ? tf.mul(g, spread(gamma, node, x!)) : g;
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

/** A weight over the normalized axes, shaped to broadcast with `x`. */
function spread(
  values: tf.Tensor,
  node: GraphNode<"layerNorm">,
  x: tf.Tensor,
): tf.Tensor {
  const { axes } = node.attributes;
  const shape = x.shape.map((size, axis) => axes.includes(axis) ? size : 1);
  return tf.reshape(values, shape);
}
