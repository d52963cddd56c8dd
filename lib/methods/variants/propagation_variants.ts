import type { LrpCompositeName } from "../../propagation/mod.ts";
import type { AttributionMethod } from "../attribution_method.ts";
import { deconvNet, guidedBackprop } from "../guided_backprop.ts";
import {
  GRADIENT_OPTIONS,
  type GradientOptions,
  inputGradient,
} from "../input_gradient.ts";
import { lrp } from "../lrp.ts";
import { rectGrad, rectGradAbs } from "../rect_grad.ts";
import { variantOf } from "./variant_of.ts";

/**
 * The ways to propagate that are compared for the critique of positive gradients
 * (Khakzar, Baselizadeh & Navab 2020), by name.
 *
 * `gradient` and `lrpEpsilon` are the controls that keep both signs;
 * `guidedBackprop`, `deconvNet`, `rectGrad`, `lrpZPlus` and `lrpAlpha2Beta1`
 * prefer the positive one; `rectGradAbs` keeps as few neurons as RectGrad, but
 * of both signs. The LRP ones use their rule for all layers.
 *
 * @example
 * ```ts
 * import { loadModel } from "fullgrad";
 * import { PROPAGATION_VARIANTS } from "fullgrad/methods";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await PROPAGATION_VARIANTS.lrpZPlus!(model, image);
 * assertEquals(map.settings.composite, "any: z⁺");
 * ```
 */
export const PROPAGATION_VARIANTS: Readonly<
  Record<string, AttributionMethod<GradientOptions>>
> = {
  gradient: inputGradient,
  guidedBackprop,
  deconvNet,
  rectGrad,
  rectGradAbs,
  lrpZPlus: lrpBy("zPlus"),
  lrpAlpha2Beta1: lrpBy("alpha2Beta1"),
  lrpEpsilon: lrpBy("epsilon"),
};

function lrpBy(
  composite: LrpCompositeName,
): AttributionMethod<GradientOptions> {
  return variantOf(lrp, { composite }, GRADIENT_OPTIONS);
}
