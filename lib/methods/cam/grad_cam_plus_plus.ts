import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { checkOptions } from "../../options/mod.ts";
import { plusPlus } from "./cam_weights.ts";
import {
  CAM_OPTIONS,
  type CamOptions,
  classActivationMap,
} from "./class_activation_map.ts";

/**
 * The GradCAM++ of every pixel: the feature maps A of a layer, each weighted by
 * `Σ α ReLU(g)` with `α = g² / (2 g² + (Σ A) g³ + 1e-6)`; sums are over space.
 *
 * Source: Chattopadhay et al., "Grad-CAM++", 2018, equations 5 and 19. Known
 * refutation: it amounts to GradCAM with positive gradients (Lerma & Lucas
 * 2022), which is claimed to make maps insensitive to class and parameters
 * (Khakzar, Baselizadeh & Navab 2020, arXiv 2012.00362).
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch.
 * @param options What is explained, the layer, and how its map is shown.
 * @returns A map `[N, H, W]`; `layerMap` has it in the layer's size.
 * @throws {RangeError} If there is no such layer; lists names that are near.
 * @throws {TypeError} If the layer has no feature maps, or an option does not
 * exist or has another type.
 *
 * @example
 * ```ts
 * import { gradCamPlusPlus, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await gradCamPlusPlus(model, image);
 * assertEquals(map.settings.weights, "GradCAM++");
 * ```
 */
export async function gradCamPlusPlus(
  model: ModelInput,
  images: ImageInput,
  options: CamOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run gradCamPlusPlus", options, CAM_OPTIONS);
  return await classActivationMap(
    "GradCAM++",
    plusPlus,
    model,
    images,
    options,
  );
}
