import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";

/**
 * Values that are averaged, with the softmax of the scores as weights:
 * softmax(S)·V over the last two axes. What the scores are computed from, such
 * as queries and keys with a bias or a mask, are nodes of their own.
 *
 * Source: Vaswani et al., "Attention Is All You Need", 2017, equation 1, with
 * S = QKᵀ/√d.
 */
export const attention: Operation<"attention"> = {
  forward: (_node, [scores, values]) => tf.matMul(tf.softmax(scores!), values!),
  gradient: (_node, g, { inputs: [scores, values] }) => {
    const weights = tf.softmax(scores!);
    const weighted = tf.mul(tf.matMul(g, values!, false, true), weights);
    const total = tf.sum(weighted, -1, true);
    return [
      tf.sub(weighted, tf.mul(weights, total)),
      tf.matMul(weights, g, true),
    ];
  },
  keeps: () => "both",
};
