import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { checkOptions } from "../../options/mod.ts";
import { allOnes } from "./cam_weights.ts";
import {
  CAM_OPTIONS,
  type CamOptions,
  classActivationMap,
} from "./class_activation_map.ts";

/**
 * The class-agnostic control: the sum of a layer's feature maps, `Σ_k A_k`.
 *
 * It knows no class and nothing of the layers behind: a method that cannot be
 * told from it explains neither. {@linkcode gradCam} with all weights 1.
 *
 * Ours, as a control of class and parameter sensitivity. It still depends on the
 * layers before: randomize these and it changes.
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
 * import { classAgnosticCam, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const one = await classAgnosticCam(model, image, { target: 1 });
 * const two = await classAgnosticCam(model, image, { target: 2 });
 * assertEquals(one.values, two.values);
 * ```
 */
export async function classAgnosticCam(
  model: ModelInput,
  images: ImageInput,
  options: CamOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run classAgnosticCam", options, CAM_OPTIONS);
  return await classActivationMap(
    "Class-agnostic map",
    allOnes,
    model,
    images,
    options,
  );
}
