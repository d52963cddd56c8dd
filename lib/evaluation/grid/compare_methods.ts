import type { SaliencyMap } from "../../aggregation/mod.ts";
import { type ImageInput, toImages } from "../../image/mod.ts";
import { asModel, type ModelInput } from "../../model/mod.ts";
import type { TargetInput } from "../../propagation/mod.ts";
import {
  contestants,
  type EvaluationOptions,
  runningOptions,
  Work,
} from "../comparison/mod.ts";
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
 * @param images One image or a batch.
 * @param options The methods, and what is explained.
 * @returns The maps, as a grid of images and methods; and how alike they are.
 * @throws {RangeError} If there is no method.
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
  const loaded = asModel(model);
  const batch = await toImages(images, loaded);
  const entrants = contestants(options, loaded);
  const running = {
    ...runningOptions(options),
    ...(options.target !== undefined && { target: options.target }),
  };
  using work = new Work("Methods", entrants.length, options);
  const maps: [string, SaliencyMap][] = [];
  for (const { name, method } of entrants) {
    maps.push([name, await method(loaded, batch, running)]);
    await work.advance();
  }
  return new MethodMaps(Object.fromEntries(maps));
}
