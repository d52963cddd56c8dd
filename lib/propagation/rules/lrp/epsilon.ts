import * as tf from "@tensorflow/tfjs";
import { checkValue, nonNegative } from "../../../options/mod.ts";
import type { LrpRule } from "./weighted_layer.ts";
import { stabilize } from "./redistribute.ts";

/**
 * The LRP-ε rule, `R_i = x_i Σ_j w_ij R_j / (z_j + ε sign z_j)`: relevance in
 * proportion to the contributions, where ε takes some of what is uncertain.
 *
 * As ε goes to 0, relevances of a relu network without biases become gradient ×
 * input.
 *
 * Source: Bach et al., "On Pixel-Wise Explanations", 2015, equation 58.
 *
 * @param value ε, in the units of the layer's output.
 * @returns The rule.
 * @throws {RangeError} If ε is negative.
 *
 * @example
 * ```ts
 * import { epsilon } from "fullgrad/graph";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(epsilon(0.1).name, "ε(0.1)");
 * ```
 */
export function epsilon(value = 1e-6): LrpRule {
  checkValue("make the rule LRP-ε", "ε", value, nonNegative);
  return {
    name: value === 0 ? "0" : `ε(${value})`,
    relevance: ({ input, output, kernel, transposed }, relevance) => {
      const s = tf.div(relevance, stabilize(output, value));
      return tf.mul(input, transposed(s, kernel));
    },
  };
}

/**
 * The LRP-0 rule, `R_i = x_i Σ_j w_ij R_j / z_j`: {@linkcode epsilon} with
 * nothing taken. It is unstable where contributions cancel.
 *
 * @returns The rule.
 *
 * @example
 * ```ts
 * import { zero } from "fullgrad/graph";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(zero().name, "0");
 * ```
 */
export function zero(): LrpRule {
  return epsilon(0);
}
