import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { checkOptions, type OptionRequirements } from "../../options/mod.ts";
import { CAM_WEIGHTS, type CamWeights, meanGradient } from "./cam_weights.ts";
import {
  CAM_OPTIONS,
  type CamOptions,
  classActivationMap,
} from "./class_activation_map.ts";

/** The options of {@linkcode gradCam}. */
export interface GradCamOptions extends CamOptions {
  /**
   * How much the channels count.
   *
   * @default {meanGradient}
   */
  readonly weights?: CamWeights;
}

/** What {@linkcode GradCamOptions} must be. */
export const GRAD_CAM_OPTIONS: OptionRequirements<GradCamOptions> = {
  ...CAM_OPTIONS,
  weights: CAM_WEIGHTS,
};

/**
 * The GradCAM of every pixel: the feature maps A of a layer, each weighted by
 * the mean over space of the gradient g by it, `ReLU(Σ_k mean(g_k) A_k)`,
 * enlarged to the image.
 *
 * `weights` takes what is meant instead of the mean gradient, such as
 * `meanPositive`; `rectify: false` keeps the sign.
 *
 * Source: Selvaraju et al., "Grad-CAM", 2017, equations 1 and 2; behind a global
 * average pool it is CAM (Zhou et al. 2016). Known refutation: weights are
 * means, so that it can show places that the output does not use (Draelos &
 * Carin 2020, whose HiResCAM is {@linkcode hiResCam}).
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
 * import { gradCam, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await gradCam(model, image, { layer: "relu8" });
 * assertEquals(map.layerMap!.shape, [1, 8, 8]);
 * ```
 */
export async function gradCam(
  model: ModelInput,
  images: ImageInput,
  options: GradCamOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run gradCam", options, GRAD_CAM_OPTIONS);
  return await classActivationMap(
    "GradCAM",
    options.weights ?? meanGradient,
    model,
    images,
    options,
  );
}
