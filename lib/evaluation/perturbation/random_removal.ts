import { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import { type AttributionMethod, sayMadeOf } from "../../methods/mod.ts";
import type { Model, ModelInput } from "../../model/mod.ts";
import { type ExplainOptions, explainOutputs } from "../../propagation/mod.ts";
import { controlsOf } from "../comparison/mod.ts";

/**
 * The random control of a removal: a map in which all pixels are equal, so that
 * every repeat removes them in another random order.
 */
const randomRemoval = sayMadeOf(equalPixels, { by: "randomRemoval", of: [] });

async function equalPixels(
  model: ModelInput,
  images: ImageInput,
  options: ExplainOptions = {},
): Promise<SaliencyMap> {
  const explained = await explainOutputs(model, images, options);
  const [count, height, width] = explained.images.shape;
  return new SaliencyMap({
    ...explained,
    method: "Random",
    values: new Float32Array(count * height * width),
    signed: false,
    settings: {},
  });
}

/** The controls of a removal: random order, edges, and the class-agnostic map. */
export function removalControls(
  model: Model,
): Readonly<Record<string, AttributionMethod>> {
  const { "Random map": _, ...others } = controlsOf(model);
  return { Random: randomRemoval, ...others };
}
