import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { oneOf, type OptionRequirements } from "../../options/mod.ts";
import type { Evaluation } from "../result/mod.ts";
import { spearman, spearmanAbsolute } from "../similarity/mod.ts";
import {
  RANDOMIZATION_OPTIONS,
  type RandomizationOptions,
  randomizationSettings,
} from "./randomization_options.ts";
import { runRandomization } from "./run_randomization.ts";

/** The options of {@linkcode cascadingRandomization}. */
export interface CascadingOptions extends RandomizationOptions {
  /**
   * From the logits to the image, or from the image to the logits.
   *
   * @default {"topDown"}
   */
  readonly order?: "topDown" | "bottomUp";
}

/**
 * The choices of the numbers for ResNet-50 that methods of positive aggregation and
 * propagation are compared by, as options: from the logits down, every weight drawn
 * from N(0, 0.1), the statistics of batch normalizations kept, the class of the
 * original network, Spearman's correlation of maps as they are and of absolute values.
 *
 * The absolute values of unrelated maps go together; both correlations belong side by
 * side.
 *
 * @example
 * ```ts
 * import { cascadingRandomization, inputGradient, loadModel, renderShapes } from "fullgrad";
 * import { NORMAL_CASCADE } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * const result = await cascadingRandomization(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { ...NORMAL_CASCADE, methods: { Gradient: inputGradient }, steps: ["logits"] },
 * );
 * assertEquals(result.data.settings["draw"], "normal");
 * ```
 */
export const NORMAL_CASCADE: Required<
  Pick<
    CascadingOptions,
    "order" | "draw" | "batchNormStatistics" | "target" | "similarities"
  >
> = {
  order: "topDown",
  draw: "normal",
  batchNormStatistics: "keep",
  target: "original",
  similarities: [spearman, spearmanAbsolute],
};

/**
 * How alike the maps of a network and of its copies with ever more layers
 * re-drawn are, from the logits down to the image or the other way round.
 *
 * A method that explains what the network has learned gives another map once
 * that is gone. A step re-draws every weight of its layers and keeps the steps
 * before it re-drawn. The first step of the result is the original network:
 * each map with itself.
 *
 * The network is changed in place while this runs, and is bit by bit as before
 * when it ends, also by an error or an abort. Explanations and other jobs on it
 * wait in the meantime; the methods' own explanations pass.
 *
 * Source: Adebayo et al., "Sanity Checks for Saliency Maps", NeurIPS 2018,
 * section 3.1. Known limits: it must not be used to rank methods (Binder et al.,
 * "Shortcomings of Top-Down Randomization-Based Sanity Checks", CVPR 2023), and
 * images with one centered object confound it (Yona & Greenfeld, "Revisiting
 * Sanity Checks for Saliency Maps", 2021).
 *
 * @param model A loaded model or a `tf.LayersModel`.
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
 * import { cascadingRandomization, inputGradient, loadModel, renderShapes } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 2 });
 * const result = await cascadingRandomization(
 *   model,
 *   { data: rgb, shape: [2, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient }, steps: ["logits", "conv8"], seed: 1 },
 * );
 * assertEquals(result.data.axis!.values, ["original", "logits", "conv8"]);
 * const [original] = result.intervals("Gradient", "Spearman");
 * assertEquals(original!.mean.toFixed(6), "1.000000");
 * ```
 */
export async function cascadingRandomization(
  model: ModelInput,
  images: ImageInput,
  options: CascadingOptions,
): Promise<Evaluation> {
  const settings = randomizationSettings(options, OPTIONS);
  const { order = "topDown" } = options;
  return await runRandomization(model, images, options, settings, {
    experiment: `Cascading randomization, ${
      order === "topDown" ? "top-down" : "bottom-up"
    }`,
    call: "cascadingRandomization",
    order,
    cumulative: true,
    settings: { order },
  });
}

const OPTIONS: OptionRequirements<CascadingOptions> = {
  ...RANDOMIZATION_OPTIONS,
  order: oneOf(["topDown", "bottomUp"]),
};
