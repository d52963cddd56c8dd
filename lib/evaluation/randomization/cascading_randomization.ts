import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { weightSteps } from "../weights/mod.ts";
import { RandomizationCurves } from "./randomization_curves.ts";
import type { CascadingOptions } from "./randomization_options.ts";
import { checkChoice } from "./randomization_settings.ts";
import { runRandomization } from "./run_randomization.ts";

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
 * when it ends, also by an error or an abort: do not use it in between.
 *
 * Source: Adebayo et al., "Sanity Checks for Saliency Maps", NeurIPS 2018,
 * section 3.1. Known limits: it must not be used to rank methods (Binder et al.,
 * "Shortcomings of Top-Down Randomization-Based Sanity Checks", CVPR 2023), and
 * images with one centred object confound it (Yona & Greenfeld, "Revisiting
 * Sanity Checks for Saliency Maps", 2021).
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The methods, how weights are re-drawn, how maps are compared.
 * @returns The similarities, by method, measure, step and image.
 * @throws {RangeError} If an option is not valid, a layer does not exist, or an
 * initializer is not known.
 *
 * @example
 * ```ts
 * import { cascadingRandomization, inputGradient, loadModel, renderShapes } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 2 });
 * const curves = await cascadingRandomization(
 *   model,
 *   { data: rgb, shape: [2, 64, 64, 3] },
 *   { methods: { Gradient: inputGradient }, steps: ["logits", "conv8"], seed: 1 },
 * );
 * assertEquals(curves.steps.map(({ name }) => name), ["original", "logits", "conv8"]);
 * const [original] = curves.intervals("Gradient", "Spearman");
 * assertEquals(original!.mean.toFixed(6), "1.000000");
 * ```
 */
export async function cascadingRandomization(
  model: ModelInput,
  images: ImageInput,
  options: CascadingOptions,
): Promise<RandomizationCurves> {
  const { order = "topDown" } = options;
  checkChoice("order", order, ["topDown", "bottomUp"]);
  const { settings, ...run } = await runRandomization(model, images, options, {
    label: "Cascading randomization",
    cumulative: true,
    steps: (model) => {
      const steps = weightSteps(model, options.steps);
      return order === "topDown" ? steps.toReversed() : steps;
    },
  });
  return new RandomizationCurves({
    ...run,
    title: `Cascading randomization, ${
      order === "topDown" ? "top-down" : "bottom-up"
    }`,
    settings: { order, ...settings },
  });
}
