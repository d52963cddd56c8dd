import * as tf from "@tensorflow/tfjs";
import type { RuleTable } from "../rule_table.ts";
import { percentilePerImage } from "./percentile_per_image.ts";
import { rectifierRules } from "./rectifier_rules.ts";

/** The importance of neurons, of which RectGrad keeps the greatest. */
export type RectGradImportance = "signed" | "absolute";

/** τ: the q-th percentile of a layer's importances per image, or a number. */
export type RectGradThreshold =
  | { readonly percentile: number }
  | { readonly value: number };

/**
 * The rules of RectGrad: a rectifier passes `g` where `a · g > τ`, else 0; with
 * the importance `absolute`, where `a · |g| > τ`.
 *
 * Source: Kim et al., "Why are Saliency Maps Noisy?", 2019, equation 4; the
 * absolute one is ours, the counterpart that does not prefer a sign.
 */
export function rectGradRules(
  importance: RectGradImportance,
  threshold: RectGradThreshold,
): RuleTable {
  return rectifierRules(({ g, a }) => {
    const importances = tf.mul(a, importance === "signed" ? g : tf.abs(g));
    const least = "value" in threshold
      ? threshold.value
      : percentilePerImage(importances, threshold.percentile);
    return tf.mul(g, tf.step(tf.sub(importances, least)));
  });
}
