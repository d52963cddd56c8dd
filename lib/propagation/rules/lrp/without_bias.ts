import * as tf from "@tensorflow/tfjs";
import { checkValue } from "../../../options/mod.ts";
import { LRP_RULE, type LrpRule } from "./weighted_layer.ts";

/**
 * A rule of LRP that shares relevance among the inputs alone: as if the layer had
 * no bias, which takes none then.
 *
 * Rules differ between implementations in this and agree for layers without
 * biases: the rules here, like those of Bach et al. (2015, equations 58 and 60)
 * and Zennit, give the bias its part, z⁺ of deep Taylor decomposition (Montavon et
 * al. 2015) has none to give. Networks whose batch normalization is merged have
 * large biases.
 *
 * @param rule Such as `zPlus()` or `epsilon()`.
 * @returns The rule, for the entries of `composite`.
 * @throws {TypeError} If it is no rule.
 *
 * @example
 * ```ts
 * import { composite, epsilon, withoutBias, zPlus } from "fullgrad/graph";
 * import { lrp, loadModel } from "fullgrad";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const map = await lrp(model, "data/images/boat.png", {
 *   composite: composite([["any", withoutBias(zPlus())]]),
 * });
 * assertAlmostEquals(map.conserved![0]!, 1, 1e-3);
 * ```
 */
export function withoutBias(rule: LrpRule): LrpRule {
  checkValue("leave biases out of a rule", "rule", rule, LRP_RULE);
  return {
    name: `${rule.name} without biases`,
    relevance: (layer, relevance) => {
      if (layer.bias === undefined) return rule.relevance(layer, relevance);
      const output = tf.sub(layer.output, layer.bias);
      return rule.relevance({ ...layer, output, bias: undefined }, relevance);
    },
  };
}
