import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { weightSteps } from "../weights/mod.ts";
import { RandomizationCurves } from "./randomization_curves.ts";
import type { RandomizationOptions } from "./randomization_options.ts";
import { runRandomization } from "./run_randomization.ts";

/**
 * How alike the maps of a network and of its copies with one layer re-drawn
 * are, one layer after the other, from the logits down to the image.
 *
 * As {@linkcode cascadingRandomization}, but every step starts from the original
 * network, which tells the layers apart.
 *
 * Source: Adebayo et al., "Sanity Checks for Saliency Maps", NeurIPS 2018,
 * section 3.1. The limits are the same.
 *
 * @param model A loaded model or a `tf.LayersModel`; as before when this ends.
 * @param images A batch.
 * @param options The methods, how weights are re-drawn, how maps are compared.
 * @returns The similarities, by method, measure, step and image.
 * @throws {RangeError} If an option is not valid, a layer does not exist, or an
 * initializer is not known.
 *
 * @example
 * ```ts
 * import { independentRandomization, inputGradient, loadModel, renderShapes } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 2 });
 * const curves = await independentRandomization(
 *   model,
 *   { data: rgb, shape: [2, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient }, steps: [["conv1", "bn1"]], seed: 1 },
 * );
 * assertEquals(curves.steps[1], { name: "conv1", layers: ["conv1", "bn1"] });
 * ```
 */
export async function independentRandomization(
  model: ModelInput,
  images: ImageInput,
  options: RandomizationOptions,
): Promise<RandomizationCurves> {
  const { settings, ...run } = await runRandomization(model, images, options, {
    label: "Independent randomization",
    cumulative: false,
    steps: (model) => weightSteps(model, options.steps).toReversed(),
  });
  return new RandomizationCurves({
    ...run,
    title: "Independent randomization",
    settings: { order: "one layer at a time", ...settings },
  });
}
