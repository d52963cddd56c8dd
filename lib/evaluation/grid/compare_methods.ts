import type { SaliencyMap } from "../../aggregation/mod.ts";
import { progress } from "../../display/mod.ts";
import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import { asModel, type Model, type ModelInput } from "../../model/mod.ts";
import { checkedLater, type OptionRequirements } from "../../options/mod.ts";
import type { TargetInput } from "../../propagation/mod.ts";
import {
  checkEvaluationOptions,
  controlsOf,
  EVALUATION_OPTIONS,
  type EvaluationOptions,
} from "../comparison/mod.ts";
import { sameMaps } from "../result/mod.ts";
import { holdModels, prepareMethods } from "../run/mod.ts";
import { MethodMaps } from "./method_maps.ts";

/** The options of {@linkcode compareMethods}. */
export interface CompareMethodsOptions extends EvaluationOptions {
  /**
   * What is explained.
   *
   * @default {logit()}, the logit of the class with the greatest one
   */
  readonly target?: TargetInput;
}

/**
 * The maps of several methods, and of the controls, of the same images.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options The methods, and what is explained.
 * @returns The maps, as a grid of images and methods; and how alike they are.
 * @throws {RangeError} If there is no method, or two have the same name.
 * @throws {TypeError} If an option does not exist or has another type.
 *
 * @example
 * ```ts
 * import { compareMethods, fullGrad, gradCam, loadModel, renderShapes } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * const maps = await compareMethods(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { methods: { FullGrad: fullGrad, GradCAM: gradCam }, controls: {} },
 * );
 * assertEquals(maps.similarityMatrix().length, 2);
 * ```
 */
export async function compareMethods(
  model: ModelInput,
  images: ImageInput,
  options: CompareMethodsOptions,
): Promise<MethodMaps> {
  checkEvaluationOptions("compare methods", options, OPTIONS);
  const loaded = asModel(model);
  const batch = await toImages(images, loaded, { signal: options.signal });
  return await holdModels(
    [loaded],
    "read",
    `compare methods on "${loaded.name}"`,
    options,
    ([held], options) => mapsBy(held, batch, options),
  );
}

async function mapsBy(
  model: Model,
  images: Images,
  options: CompareMethodsOptions,
): Promise<MethodMaps> {
  const { signal, onProgress, target } = options;
  const { methods } = await prepareMethods(model, images, {
    ...options,
    controls: options.controls ?? controlsOf,
  });
  using bar = progress("Methods", methods.length);
  const maps: Record<string, SaliencyMap> = {};
  for (const [done, { name, run }] of methods.entries()) {
    maps[name] = await run(model, images, {
      ...(target !== undefined && { target }),
    });
    bar.advance();
    onProgress?.(done + 1, methods.length);
    // Without a pause no timer and no signal handler could stop the work.
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
  }
  return new MethodMaps(maps, sameMaps(methods));
}

const OPTIONS: OptionRequirements<CompareMethodsOptions> = {
  ...EVALUATION_OPTIONS,
  target: checkedLater,
};
