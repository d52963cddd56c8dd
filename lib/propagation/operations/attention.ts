import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";
import { softmaxGradient } from "./softmax.ts";

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
    return [
      softmaxGradient(tf.matMul(g, values!, false, true), weights),
      tf.matMul(weights, g, true),
    ];
  },
  keeps: () => "both",
};

/** The gradient by the scores alone. */
export function attentionScoresGradient(
  g: tf.Tensor,
  scores: tf.Tensor,
  values: tf.Tensor,
): tf.Tensor {
  return softmaxGradient(
    tf.matMul(g, values, false, true),
    tf.softmax(scores),
  );
}
