import type { AttributionMethod } from "../attribution_method.ts";
import {
  allOnes,
  type CamWeights,
  gradCam,
  meanAbsolute,
  meanGradient,
  meanNegative,
  meanPositive,
  plusPlus,
  plusPlusNormalized,
  positiveMean,
} from "../cam/mod.ts";
import {
  LAYERS_CAM_OPTIONS,
  type LayersCamOptions,
} from "../cam/class_activation_map.ts";
import { variantOf } from "./variant_of.ts";

/**
 * The ways to weight the channels of a class activation map that are compared
 * for the critique of positive gradients (Khakzar, Baselizadeh & Navab 2020),
 * by name.
 *
 * `meanGradient` is GradCAM, `meanPositive` takes positive gradients only,
 * `meanNegative` negative ones, `meanAbsolute` their magnitudes; `positiveMean`
 * keeps the channels whose mean gradient is positive; `plusPlus` is GradCAM++ of
 * the paper's equation, `plusPlusNormalized` that of its authors' code; `allOnes`
 * is the class-agnostic control. `signed` is GradCAM without its final ReLU.
 *
 * @example
 * ```ts
 * import { loadModel } from "fullgrad";
 * import { CAM_VARIANTS } from "fullgrad/methods";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await CAM_VARIANTS.meanPositive!(model, image);
 * assertEquals(map.settings.weights, "mean ReLU(g)");
 * ```
 */
export const CAM_VARIANTS: Readonly<
  Record<string, AttributionMethod<LayersCamOptions>>
> = {
  meanGradient: weightedBy(meanGradient),
  meanPositive: weightedBy(meanPositive),
  meanNegative: weightedBy(meanNegative),
  meanAbsolute: weightedBy(meanAbsolute),
  positiveMean: weightedBy(positiveMean),
  plusPlus: weightedBy(plusPlus),
  plusPlusNormalized: weightedBy(plusPlusNormalized),
  allOnes: weightedBy(allOnes),
  signed: variantOf(gradCam, { rectify: false }, LAYERS_CAM_OPTIONS),
};

function weightedBy(weights: CamWeights): AttributionMethod<LayersCamOptions> {
  return variantOf(gradCam, { weights }, LAYERS_CAM_OPTIONS);
}
