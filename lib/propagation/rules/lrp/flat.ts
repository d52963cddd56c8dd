import * as tf from "@tensorflow/tfjs";
import type { LrpRule } from "./weighted_layer.ts";
import { redistribute } from "./redistribute.ts";

/**
 * The LRP-flat rule: the inputs of an output share its relevance equally, as if
 * all inputs and weights were 1. For the first layer.
 *
 * Source: Lapuschkin et al., "Unmasking Clever Hans Predictors", 2019.
 *
 * @returns The rule.
 *
 * @example
 * ```ts
 * import { flat } from "fullgrad/graph";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(flat().name, "flat");
 * ```
 */
export function flat(): LrpRule {
  return {
    name: "flat",
    relevance: (layer, relevance) =>
      redistribute(
        layer,
        [[tf.onesLike(layer.input), tf.onesLike(layer.kernel)]],
        undefined,
        relevance,
      ),
  };
}
