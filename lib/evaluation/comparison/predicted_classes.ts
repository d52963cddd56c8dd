import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import { type ExplainOptions, explainOutputs } from "../../propagation/mod.ts";

/** The class with the greatest logit, of every image. */
export async function predictedClasses(
  model: Model,
  images: Images,
  options: Pick<ExplainOptions, "chunkSize" | "signal">,
): Promise<readonly number[]> {
  return (await explainOutputs(model, images, options)).target.classes;
}
