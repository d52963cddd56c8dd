import type { ImageInput } from "../../image/mod.ts";
import { smoothGrad } from "../../methods/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import {
  nonNegative,
  type OptionRequirements,
  positiveInteger,
} from "../../options/mod.ts";
import {
  RANDOMIZATION_OPTIONS,
  type RandomizationOptions,
  randomizationSettings,
  runRandomization,
} from "../randomization/mod.ts";
import type { Evaluation } from "../result/mod.ts";
import { methodOf } from "../run/mod.ts";

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
 * Quantus's `SmoothMPRT` is the same test with other choices. It averages the maps
 * that a method returns, where here attributions are averaged with their signs before
 * their magnitude is taken ({@linkcode smoothGrad}); the last of its copies has no
 * noise; the average is divided by the root of its mean square, which no rank
 * correlation sees, and compared by Spearman of absolute values; each layer is
 * re-drawn by PyTorch's initializer with one seed for all layers, and batch
 * normalizations get the statistics of before training (here
 * `batchNormStatistics: "reset"`).
 *
 * Source: Hedström et al., "Sanity Checks Revisited: An Exploration to Repair
 * the Model Parameter Randomisation Test", 2023. Known limits: averaging over noise
 * makes maps smoother, and smooth maps alike; beside that those of
 * {@linkcode cascadingRandomization}.
 *
 * @param model A loaded model or a `tf.LayersModel`; as before when this ends.
 * @param images A batch.
 * @param options The methods, the noise, how weights are re-drawn, how maps are
 * compared.
 * @returns The similarities, by method, measure, step and image.
 * @throws {TypeError} If an option does not exist or has another type.
 * @throws {RangeError} If an option is not valid.
 * @throws {Error} If a method of another job on the same network calls it.
 *
 * @example
 * ```ts
 * import { inputGradient, loadModel, renderShapes } from "fullgrad";
 * import { smoothMprt } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * const result = await smoothMprt(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient }, samples: 2, steps: ["conv1", "logits"] },
 * );
 * assertEquals(result.data.axis!.values, ["original", "conv1", "logits"]);
 * ```
 */
export async function smoothMprt(
  model: ModelInput,
  images: ImageInput,
  options: SmoothMprtOptions,
): Promise<Evaluation> {
  const settings = randomizationSettings(options, OPTIONS);
  const { samples = 50, noise = 0.1, seed = 0 } = options;
  const methods = Object.fromEntries(
    Object.entries(options.methods).map(([name, method]) => [
      name,
      smoothGrad(methodOf(method), { samples, noise, seed }),
    ]),
  );
  return await runRandomization(
    model,
    images,
    { ...options, methods },
    settings,
    {
      experiment: "sMPRT, bottom-up",
      call: "smoothMprt",
      order: "bottomUp",
      cumulative: true,
      settings: { order: "bottomUp", samples, noise },
    },
  );
}

const OPTIONS: OptionRequirements<SmoothMprtOptions> = {
  ...RANDOMIZATION_OPTIONS,
  samples: positiveInteger,
  noise: nonNegative,
};
