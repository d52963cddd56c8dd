import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { checkOptions, type OptionRequirements } from "../../options/mod.ts";
import type { ExplainOptions } from "../../propagation/mod.ts";
import type { AttributionMethod } from "../attribution_method.ts";

/**
 * A method with some of its options fixed; it takes those of `requirements` and
 * no other, so that nobody overrides what is fixed without a word.
 */
export function variantOf<
  O extends ExplainOptions,
  Fixed extends object,
>(
  method: (
    model: ModelInput,
    images: ImageInput,
    options: O & Fixed,
  ) => Promise<SaliencyMap>,
  fixed: Fixed,
  requirements: OptionRequirements<O>,
): AttributionMethod<O> {
  return async (model, images, options = {} as O) => {
    checkOptions("run a variant of a method", options, requirements);
    return await method(model, images, { ...options, ...fixed });
  };
}
