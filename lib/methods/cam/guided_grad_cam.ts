import * as tf from "@tensorflow/tfjs";
import {
  absolute,
  alignCorners,
  MAGNITUDE,
  type Magnitude,
  type SaliencyMap,
} from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import { asModel, type ModelInput } from "../../model/mod.ts";
import { checkOptions, type OptionRequirements } from "../../options/mod.ts";
import {
  backward,
  GUIDED_BACKPROP,
  requireRectifier,
  TieCounter,
} from "../../propagation/mod.ts";
import { attributionMap } from "../attribution_map.ts";
import { classLayerNotes, spatialLayer } from "./spatial_layer.ts";
import { meanGradient } from "./cam_weights.ts";
import {
  CAM_OPTIONS,
  type CamOptions,
  camsOf,
} from "./class_activation_map.ts";

/** The options of {@linkcode guidedGradCam}. */
export interface GuidedGradCamOptions extends CamOptions {
  /**
   * What is taken of every channel before they are summed.
   *
   * @default {absolute}
   */
  readonly magnitude?: Magnitude;
}

/** What {@linkcode GuidedGradCamOptions} must be. */
export const GUIDED_GRAD_CAM_OPTIONS: OptionRequirements<
  GuidedGradCamOptions
> = {
  ...CAM_OPTIONS,
  magnitude: MAGNITUDE,
};

/**
 * The Guided GradCAM of every pixel: Guided Backprop times GradCAM enlarged to
 * the image, summed over channels as a magnitude.
 *
 * Source: Selvaraju et al., "Grad-CAM", 2017, section 3.2. Known refutation: its
 * detail is that of Guided Backprop, and it fails the same parameter
 * randomization test (Adebayo et al., "Sanity Checks for Saliency Maps", 2018).
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, the layer, and how maps become one.
 * @returns A map `[N, H, W]`.
 * @throws {RangeError} If there is no such layer; lists names that are near.
 * @throws {TypeError} If the layer has no feature maps, the network no rectifier,
 * or an option does not exist or has another type.
 *
 * @example
 * ```ts
 * import { guidedGradCam, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const map = await guidedGradCam(model, new Float32Array(64 * 64 * 3));
 * assertEquals(map.settings.layer, "relu8");
 * ```
 */
export async function guidedGradCam(
  model: ModelInput,
  images: ImageInput,
  options: GuidedGradCamOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run guidedGradCam", options, GUIDED_GRAD_CAM_OPTIONS);
  const { rectify = true, upsample = alignCorners } = options;
  const method = "Guided GradCAM";
  const loaded = asModel(model);
  const layer = spatialLayer(loaded, options.layer);
  requireRectifier(loaded.graph, method);
  return await attributionMap(loaded, images, options, {
    method,
    magnitude: options.magnitude ?? absolute,
    settings: { layer: layer.name, rectify, upsample: upsample.name },
    whyEmpty: "Guided Backprop and GradCAM are nowhere both other than 0",
    about: () => ({
      notes: classLayerNotes(loaded, layer, options.layer !== undefined),
    }),
    attribute: (chunk) => {
      const [, height, width] = chunk.image.shape;
      const { cams, record, logits, value, gradient } = camsOf(
        chunk,
        [layer],
        meanGradient,
        rectify,
      );
      const enlarged = upsample.to(cams[0]!, [height, width]);
      const counter = new TieCounter(chunk.graph);
      const guided = backward(record, gradient, {
        rules: GUIDED_BACKPROP,
        ties: chunk.ties,
        visit: counter.visit,
      });
      return {
        logits,
        value,
        ties: counter.layers,
        attributions: tf.mul(guided, enlarged),
        tensors: {},
      };
    },
  });
}
