import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { checkOptions } from "../../options/mod.ts";
import { elementwise } from "./cam_weights.ts";
import {
  CAM_OPTIONS,
  type CamOptions,
  classActivationMap,
} from "./class_activation_map.ts";

/**
 * The HiResCAM of every pixel: gradient times feature map of a layer, neuron by
 * neuron, `ReLU(Σ_k g_k ⊙ A_k)`.
 *
 * Unlike GradCAM's, its unrectified sum is the output less a constant where the
 * layers behind are affine. Behind a global average pool the two are equal.
 *
 * Source: Draelos & Carin, "Use HiResCAM instead of Grad-CAM", 2020, arXiv
 * 2011.08891. Known limit: it is gradient times input from that layer on, with
 * what is known of that.
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
 * import { hiResCam, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await hiResCam(model, image, { layer: "relu6", rectify: false });
 * assertEquals(map.signed, true);
 * ```
 */
export async function hiResCam(
  model: ModelInput,
  images: ImageInput,
  options: CamOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run hiResCam", options, CAM_OPTIONS);
  return await classActivationMap(
    "HiResCAM",
    elementwise,
    model,
    images,
    options,
  );
}
