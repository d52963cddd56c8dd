import type * as tf from "@tensorflow/tfjs";
import {
  backward,
  type Chunk,
  forwardToTarget,
  GRADIENT,
  type RuleTable,
} from "../propagation/mod.ts";

/** The output of a network and what a rule table makes of its gradient. */
export interface Propagated {
  /** `[n, K]`. */
  readonly logits: tf.Tensor;
  /** The target, `[n]`. */
  readonly value: tf.Tensor;
  /** What arrives at the image, of its shape. */
  readonly gradient: tf.Tensor;
}

/** Runs a chunk forwards, and backwards by a rule table; inside `tf.tidy`. */
export function gradientBy(
  chunk: Chunk,
  rules: RuleTable = GRADIENT,
): Propagated {
  const { record, logits, value, gradient } = forwardToTarget(chunk);
  return { logits, value, gradient: backward(record, gradient, { rules }) };
}
