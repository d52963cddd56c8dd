import * as tf from "@tensorflow/tfjs";
import {
  checkValue,
  either,
  finite,
  oneOf,
  recordOf,
  type Requirement,
  within,
} from "../../options/mod.ts";
import type { RuleTable } from "../rule_table.ts";
import { rectifierRules } from "./rectifier_rules.ts";

/** The importance of neurons, of which RectGrad keeps the greatest. */
export type RectGradImportance = "signed" | "absolute";

/** τ: the q-th percentile of a layer's importances per image, or a number. */
export type RectGradThreshold =
  | { readonly percentile: number }
  | { readonly value: number };

/** What a {@linkcode RectGradThreshold} must be. */
export const RECT_GRAD_THRESHOLD: Requirement = either(
  recordOf({ percentile: within(0, 100) }),
  recordOf({ value: finite }),
);

/**
 * The rules of RectGrad: a rectifier passes `g` where `a · g > τ`, else 0; with
 * the importance `absolute`, where `a · |g| > τ`.
 *
 * Source: Kim et al., "Why are Saliency Maps Noisy?", 2019, equation 4; the
 * absolute one is ours, the counterpart that does not prefer a sign.
 *
 * @param importance What must exceed the threshold.
 * @param threshold τ.
 * @returns The rules, for {@linkcode backward}.
 * @throws {TypeError} If threshold or importance are none.
 * @throws {RangeError} If the percentile is not within 0…100.
 *
 * @example
 * ```ts
 * import { GRADIENT, rectGradRules } from "fullgrad/graph";
 * import { assert } from "@std/assert";
 *
 * const rules = rectGradRules("signed", { percentile: 98 });
 * assert(rules.activation !== GRADIENT.activation);
 * ```
 */
export function rectGradRules(
  importance: RectGradImportance,
  threshold: RectGradThreshold,
): RuleTable {
  const action = "make the rules of RectGrad";
  checkValue(action, "importance", importance, oneOf(["signed", "absolute"]));
  checkValue(action, "threshold", threshold, RECT_GRAD_THRESHOLD);
  return rectifierRules(({ g, a }) => {
    const importances = tf.mul(a, importance === "signed" ? g : tf.abs(g));
    const least = "value" in threshold
      ? threshold.value
      : percentilePerImage(importances, threshold.percentile);
    return tf.mul(g, tf.step(tf.sub(importances, least)));
  });
}

/**
 * The percentile of the values of every image, by the rank below: the value at
 * place `floor((n − 1) · q / 100)` of n sorted ones. Shaped `[N, 1, …]`. By the
 * nearest rank, as in the code of RectGrad's authors, nothing would exceed it
 * in a layer of fewer than 26 neurons for q = 98.
 *
 * @param x `[N, …]`.
 * @param percentile q, from 0 to 100.
 */
export function percentilePerImage(
  x: tf.Tensor,
  percentile: number,
): tf.Tensor {
  const count = x.shape[0]!;
  const size = x.size / count;
  const rank = Math.floor((size - 1) * percentile / 100);
  const { values } = tf.topk(tf.reshape(x, [count, size]), size - rank);
  return tf.reshape(
    tf.slice(values, [0, size - rank - 1], [count, 1]),
    [count, ...x.shape.slice(1).map(() => 1)],
  );
}
