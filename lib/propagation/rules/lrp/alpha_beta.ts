import * as tf from "@tensorflow/tfjs";
import { checkValue, finite, nonNegative } from "../../../options/mod.ts";
import type { LrpRule } from "./weighted_layer.ts";
import { partsBySign, partsOf, redistribute } from "./redistribute.ts";

/**
 * The LRP-αβ rule: positive contributions share α times the relevance, negative
 * ones take β times it,
 * `R_i = Σ_j (α c_ij⁺ / (Σ_i c_ij⁺ + b_j⁺) − β c_ij⁻ / (Σ_i c_ij⁻ + b_j⁻)) R_j`
 * for the contributions `c_ij = x_i w_ij`; {@linkcode withoutBias} leaves b out.
 *
 * Relevance is conserved where α − β = 1 and an output has contributions, or
 * biases, of both signs. Source: Bach et al., "On Pixel-Wise Explanations",
 * 2015, equation 60. Known refutation: it ignores the upper layers' parameters
 * (Sixt, Granz & Landgraf 2020).
 *
 * @param alpha α.
 * @param beta β.
 * @returns The rule.
 * @throws {RangeError} If they are negative, or α − β is not 1.
 *
 * @example
 * ```ts
 * import { alphaBeta } from "fullgrad/graph";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(alphaBeta(2, 1).name, "α2β1");
 * ```
 */
export function alphaBeta(alpha = 2, beta = 1): LrpRule {
  checkValue("make the rule LRP-αβ", "α", alpha, finite);
  checkValue("make the rule LRP-αβ", "β", beta, nonNegative);
  if (!(Math.abs(alpha - beta - 1) < 1e-9)) {
    throw new RangeError(
      `Cannot make the rule LRP-αβ as α − β must be 1: current values are α = ${alpha}, β = ${beta}`,
    );
  }
  return {
    name: `α${alpha}β${beta}`,
    relevance: (layer, relevance) => {
      const weights = partsOf(layer.kernel);
      const biases = layer.bias && partsOf(layer.bias);
      const raised = redistribute(
        layer,
        partsBySign(layer, weights.above, weights.below),
        biases?.above,
        relevance,
      );
      if (beta === 0) return raised;
      const lowered = redistribute(
        layer,
        partsBySign(layer, weights.below, weights.above),
        biases?.below,
        relevance,
      );
      return tf.sub(tf.mul(alpha, raised), tf.mul(beta, lowered));
    },
  };
}

/**
 * The LRP-z⁺ rule: positive contributions share the relevance with a positive bias,
 * negative ones get none; {@linkcode alphaBeta} with α = 1 and β = 0.
 *
 * The relevance of an output without positive contributions is lost, and so is the
 * bias's share, which deep Taylor decomposition does not give: that is
 * `withoutBias(zPlus())`. Source: Montavon et al., "Explaining NonLinear Classification Decisions with Deep
 * Taylor Decomposition", 2015. Known refutation: a product of matrices
 * without negative elements goes to rank 1, so that maps forget the upper layers
 * and the class (Sixt, Granz & Landgraf 2020).
 *
 * @returns The rule.
 *
 * @example
 * ```ts
 * import { zPlus } from "fullgrad/graph";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(zPlus().name, "z⁺");
 * ```
 */
export function zPlus(): LrpRule {
  return { ...alphaBeta(1, 0), name: "z⁺" };
}
