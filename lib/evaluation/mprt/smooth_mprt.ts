import type { ImageInput } from "../../image/mod.ts";
import { type AttributionMethod, smoothGrad } from "../../methods/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import {
  RandomizationCurves,
  type RandomizationOptions,
  runRandomization,
} from "../randomization/mod.ts";
import { methodOf } from "../run/mod.ts";
import { weightSteps } from "../weights/mod.ts";

/** The options of {@linkcode smoothMprt}. */
export interface SmoothMprtOptions extends RandomizationOptions {
  /**
   * Over how many noisy copies of an image maps are averaged.
   *
   * @default {50}
   */
  readonly samples?: number;
  /**
   * Standard deviation of the noise, as a share of the image's max − min.
   *
   * @default {0.1}
   */
  readonly noise?: number;
}

/**
 * Cascading randomization of maps that are averaged over noisy copies of the
 * image, from the image to the logits: the sMPRT.
 *
 * Averaging takes out the noise of the maps themselves, which makes them unlike
 * without any randomization. Controls are not averaged. It takes `samples` times
 * the time of {@linkcode cascadingRandomization}.
 *
 * Source: Hedström et al., "Sanity Checks Revisited: An Exploration to Repair
 * the Model Parameter Randomisation Test", 2023.
 *
 * @param model A loaded model or a `tf.LayersModel`; as before when this ends.
 * @param images A batch.
 * @param options The methods, the noise, how weights are re-drawn, how maps are
 * compared.
 * @returns The similarities, by method, measure, step and image.
 * @throws {RangeError} If an option is not valid.
 *
 * @example
 * ```ts
 * import { inputGradient, loadModel, renderShapes, smoothMprt } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * const curves = await smoothMprt(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient }, samples: 2, steps: ["conv1", "logits"] },
 * );
 * assertEquals(curves.steps.map(({ name }) => name), ["original", "conv1", "logits"]);
 * ```
 */
export async function smoothMprt(
  model: ModelInput,
  images: ImageInput,
  options: SmoothMprtOptions,
): Promise<RandomizationCurves> {
  const { samples = 50, noise = 0.1, seed = 0 } = options;
  const smoothed = (method: AttributionMethod) =>
    smoothGrad(method, { samples, noise, seed });
  const methods = Object.fromEntries(
    Object.entries(options.methods).map((
      [name, method],
    ) => [name, smoothed(methodOf(method))]),
  );
  const { settings, ...run } = await runRandomization(
    model,
    images,
    { ...options, methods },
    {
      label: "sMPRT",
      cumulative: true,
      steps: (model) => weightSteps(model, options.steps),
    },
  );
  return new RandomizationCurves({
    ...run,
    title: "sMPRT, bottom-up",
    settings: { order: "bottomUp", samples, noise, ...settings },
  });
}
