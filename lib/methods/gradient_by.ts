import type * as tf from "@tensorflow/tfjs";
import {
  backward,
  type Chunk,
  DECONV_NET,
  forwardToTarget,
  type PassResult,
  type RuleTable,
  TieCounter,
} from "../propagation/mod.ts";

/** What a rule table makes of a network's gradient. */
export interface Propagated extends PassResult {
  /** What arrives at the image, of its shape. */
  readonly gradient: tf.Tensor;
}

/** Runs a chunk forwards, and backwards by a rule table; inside `tf.tidy`. */
export function gradientBy(
  chunk: Chunk,
  rules: RuleTable = chunk.rules,
): Propagated {
  const { record, logits, value, gradient } = forwardToTarget(chunk);
  const { graph, ties } = chunk;
  const counter = new TieCounter(
    graph,
    rules === DECONV_NET ? "decide" : "die",
  );
  return {
    logits,
    value,
    ties: counter.layers,
    gradient: backward(record, gradient, {
      rules,
      ties,
      visit: counter.visit,
      reads: () => false,
    }),
  };
}
