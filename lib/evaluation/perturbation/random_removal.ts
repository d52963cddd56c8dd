import { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import { sayMadeOf } from "../../methods/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { type ExplainOptions, explainOutputs } from "../../propagation/mod.ts";
import { controlsOf } from "../comparison/mod.ts";
import type { ControlsOf } from "../run/mod.ts";

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

/** The controls of a removal: random order, edges, and the class-agnostic maps. */
export const removalControls: ControlsOf = (model, methods) => {
  const { "Random map": _, ...others } = controlsOf(model, methods);
  return { Random: randomRemoval, ...others };
};
