import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import type { Evaluation } from "../result/mod.ts";
import {
  RANDOMIZATION_OPTIONS,
  type RandomizationOptions,
  randomizationSettings,
} from "./randomization_options.ts";
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
 * @throws {TypeError} If an option does not exist or has another type.
 * @throws {RangeError} If an option is not valid, a layer does not exist, or an
 * initializer is not known.
 * @throws {Error} If a method of another job on the same network calls it.
 *
 * @example
 * ```ts
 * import { independentRandomization, inputGradient, loadModel, renderShapes } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 2 });
 * const result = await independentRandomization(
 *   model,
 *   { data: rgb, shape: [2, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient }, steps: [["conv1", "bn1"]], seed: 1 },
 * );
 * assertEquals(result.data.axis!.values, ["original", "conv1"]);
 * ```
 */
export async function independentRandomization(
  model: ModelInput,
  images: ImageInput,
  options: RandomizationOptions,
): Promise<Evaluation> {
  const settings = randomizationSettings(options, RANDOMIZATION_OPTIONS);
  return await runRandomization(model, images, options, settings, {
    experiment: "Independent randomization",
    call: "independentRandomization",
    order: "topDown",
    cumulative: false,
    settings: { order: "one layer at a time" },
  });
}
