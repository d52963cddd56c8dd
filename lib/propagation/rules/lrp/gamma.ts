import * as tf from "@tensorflow/tfjs";
import { checkValue, nonNegative } from "../../../options/mod.ts";
import type { LrpRule } from "./weighted_layer.ts";
import { partsBySign, partsOf, redistribute } from "./redistribute.ts";

/**
 * The LRP-γ rule: contributions that have the sign of the output count 1 + γ
 * times, `R_i = Σ_j (c_ij + γ c_ij⁺) / Σ_i (c_ij + γ c_ij⁺) R_j` for the
 * contributions `c_ij = x_i w_ij` to a positive output, with c⁻ for a negative
 * one; the sum over i has the bias as well, which {@linkcode withoutBias} leaves out.
 *
 * Source: Montavon et al., "Layer-Wise Relevance Propagation: An Overview",
 * 2019, for inputs that are not negative; here for any, as in Zennit.
 *
 * @param value γ: 0 is LRP-0, and the greater it is, the nearer LRP-z⁺.
 * @returns The rule.
 * @throws {RangeError} If γ is negative.
 *
 * @example
 * ```ts
 * import { gamma } from "fullgrad/graph";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(gamma().name, "γ(0.25)");
 * ```
 */
export function gamma(value = 0.25): LrpRule {
  checkValue("make the rule LRP-γ", "γ", value, nonNegative);
  return {
    name: `γ(${value})`,
    relevance: (layer, relevance) => {
      const { kernel, bias, output } = layer;
      const weights = partsOf(kernel);
      const biases = bias && partsOf(bias);
      const favor = (x: tf.Tensor, part: tf.Tensor) =>
        tf.add(x, tf.mul(value, part));
      const more = favor(kernel, weights.above);
      const less = favor(kernel, weights.below);
      const above = tf.step(output);
      return tf.add(
        redistribute(
          layer,
          partsBySign(layer, more, less),
          biases && favor(bias!, biases.above),
          tf.mul(relevance, above),
        ),
        redistribute(
          layer,
          partsBySign(layer, less, more),
          biases && favor(bias!, biases.below),
          tf.mul(relevance, tf.sub(1, above)),
        ),
      );
    },
  };
}
