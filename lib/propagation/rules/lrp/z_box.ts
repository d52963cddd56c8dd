import * as tf from "@tensorflow/tfjs";
import type { LrpRule } from "./weighted_layer.ts";
import { partsOf, stabilize } from "./redistribute.ts";

/**
 * The LRP-zB rule for the layer that takes the pixels, whose values lie between
 * l and h: `R_i = Σ_j (x_i w_ij − l_i w_ij⁺ − h_i w_ij⁻) / Σ_i (…) R_j`.
 *
 * l and h are what black and white become in the network's input, or the option
 * `bounds` of {@linkcode lrp}. Only for a first layer.
 *
 * Source: Montavon et al., "Explaining NonLinear Classification Decisions with
 * Deep Taylor Decomposition", 2015, section 4.3.
 *
 * @returns The rule.
 *
 * @example
 * ```ts
 * import { zBox } from "fullgrad/graph";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(zBox().name, "zB");
 * ```
 */
export function zBox(): LrpRule {
  return {
    name: "zB",
    relevance: (layer, relevance) => {
      const { input, kernel, forward, transposed } = layer;
      const { low, high } = layer.bounds();
      const { above, below } = partsOf(kernel);
      const z = tf.sub(
        tf.sub(forward(input, kernel), forward(low, above)),
        forward(high, below),
      );
      const s = tf.div(relevance, stabilize(z));
      return tf.sub(
        tf.sub(
          tf.mul(input, transposed(s, kernel)),
          tf.mul(low, transposed(s, above)),
        ),
        tf.mul(high, transposed(s, below)),
      );
    },
  };
}
