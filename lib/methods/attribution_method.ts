import type { SaliencyMap } from "../aggregation/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import type { ExplainOptions } from "../propagation/mod.ts";

/**
 * The one call shape of every method: from a model and images to maps. A
 * variant is an option; a wrapper, such as `smoothGrad`, takes a method and
 * returns one.
 */
export type AttributionMethod<O extends ExplainOptions = ExplainOptions> = (
  model: ModelInput,
  images: ImageInput,
  options?: O,
) => Promise<SaliencyMap>;
