import { absolute, type SaliencyMap } from "../aggregation/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import { requireRectifier, type RuleTable } from "../propagation/mod.ts";
import { attributionMap } from "./attribution_map.ts";
import { gradientBy } from "./gradient_by.ts";
import type { GradientOptions } from "./input_gradient.ts";

/** The map of the gradient with other rules for the rectifiers. */
export function rectifierMap(
  model: ModelInput,
  images: ImageInput,
  options: GradientOptions,
  method: string,
  rules: RuleTable,
): Promise<SaliencyMap> {
  return attributionMap(model, images, options, {
    method,
    magnitude: options.magnitude ?? absolute,
    settings: {},
    whyEmpty: "nothing passes the rectifiers on the way to the image",
    attribute: (chunk) => {
      requireRectifier(chunk.graph, method);
      const { gradient, ...pass } = gradientBy(chunk, rules);
      return { ...pass, attributions: gradient, tensors: {} };
    },
  });
}
