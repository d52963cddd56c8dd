import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { checkOptions } from "../../options/mod.ts";
import { elementwisePositive } from "./cam_weights.ts";
import {
  CAM_OPTIONS,
  type CamOptions,
  classActivationMap,
} from "./class_activation_map.ts";

/**
 * The LayerCAM of every pixel: positive gradient times feature map of a layer,
 * neuron by neuron, `ReLU(Σ_k ReLU(g_k) ⊙ A_k)`.
 *
 * Source: Jiang et al., "LayerCAM", 2021, equations 5 and 6. Known refutation:
 * keeping positive gradients only is claimed to make maps insensitive to class
 * and parameters (Khakzar, Baselizadeh & Navab 2020, arXiv 2012.00362).
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
 * import { layerCam, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await layerCam(model, image, { layer: "relu2" });
 * assertEquals(map.layerMap!.shape, [1, 32, 32]);
 * ```
 */
export async function layerCam(
  model: ModelInput,
  images: ImageInput,
  options: CamOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run layerCam", options, CAM_OPTIONS);
  return await classActivationMap(
    "LayerCAM",
    elementwisePositive,
    model,
    images,
    options,
  );
}
