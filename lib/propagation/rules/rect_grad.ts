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
import { percentilePerImage } from "./percentile_per_image.ts";
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
