import type { ExplainOptions } from "../propagation/mod.ts";
import type { AttributionMethod } from "./attribution_method.ts";
import { attentionGradient } from "./attention/attention_gradient.ts";
import { attentionRollout } from "./attention/attention_rollout.ts";
import type { CamOptions } from "./cam/class_activation_map.ts";
import { eigenCam } from "./cam/eigen_cam.ts";
import { scoreCam } from "./cam/score_cam.ts";
import {
  classAgnosticCam,
  gradCam,
  gradCamPlusPlus,
  hiResCam,
  layerCam,
  xGradCam,
} from "./cam/weighted_cams.ts";
import { guidedGradCam } from "./cam/guided_grad_cam.ts";
import { classAgnosticFullGrad } from "./controls/class_agnostic_full_grad.ts";
import { randomMap } from "./controls/random_map.ts";
import { sobelEdges } from "./controls/sobel_edges.ts";
import { deconvNet, guidedBackprop } from "./guided_backprop.ts";
import { fullGrad } from "./full_grad.ts";
import { fullGradPlus } from "./full_grad_plus.ts";
import { inputGradient, inputTimesGradient } from "./input_gradient.ts";
import { guidedIntegratedGradients } from "./guided_integrated_gradients.ts";
import { integratedGradients } from "./integrated_gradients.ts";
import { occlusion } from "./masking/occlusion.ts";
import { rise } from "./masking/rise.ts";
import { lrp } from "./lrp.ts";
import { rectGrad, rectGradAbs } from "./rect_grad.ts";
import { simpleFullGrad } from "./simple_full_grad.ts";
import { smoothFullGrad } from "./smooth_full_grad.ts";
import { smoothGrad, smoothGradSquared } from "./smoothing/smooth_grad.ts";

/** What methods have in common. */
export type MethodFamily =
  | "full-gradient"
  | "gradient"
  | "class activation map"
  | "attention"
  | "backward rules"
  | "masking"
  | "control";

/** What a network must have for a method. */
export type MethodNeed =
  | "feature maps"
  | "rectifier"
  | "layers with LRP rules"
  | "attention";

/** A method, and what is known of it. */
export interface KnownMethod {
  /** The method. */
  readonly run: AttributionMethod;
  /** What it has in common with others. */
  readonly family: MethodFamily;
  /** What a network must have for it; nothing if it takes any. */
  readonly needs: readonly MethodNeed[];
  /**
   * Its own options whose values are a number, a word, true or false, as a
   * command line can say them; every method takes `ties` and a target beside.
   */
  readonly options: readonly string[];
}

/** The names of {@linkcode METHODS}. */
export type MethodName =
  | "fullGrad"
  | "simpleFullGrad"
  | "smoothFullGrad"
  | "fullGradPlus"
  | "inputGradient"
  | "inputTimesGradient"
  | "smoothGrad"
  | "smoothGradSquared"
  | "integratedGradients"
  | "guidedIntegratedGradients"
  | "gradCam"
  | "gradCamPlusPlus"
  | "hiResCam"
  | "layerCam"
  | "xGradCam"
  | "scoreCam"
  | "guidedGradCam"
  | "attentionRollout"
  | "attentionGradient"
  | "guidedBackprop"
  | "deconvNet"
  | "rectGrad"
  | "rectGradAbs"
  | "lrp"
  | "occlusion"
  | "rise"
  | "eigenCam"
  | "classAgnosticCam"
  | "classAgnosticFullGrad"
  | "randomMap"
  | "sobelEdges";

/**
 * Every method of this package by its name: what the command line offers, what
 * the tests try, and a notebook that compares all of them can go through.
 *
 * @example
 * ```ts
 * import { loadModel, METHODS } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const controls = Object.entries(METHODS)
 *   .filter(([, { family }]) => family === "control")
 *   .map(([name]) => name);
 * assertEquals(controls[0], "eigenCam");
 * const model = await loadModel("shapes_vgg9");
 * const map = await METHODS.gradCam.run(model, new Float32Array(64 * 64 * 3));
 * assertEquals(map.method, "GradCAM");
 * ```
 */
export const METHODS: { readonly [Name in MethodName]: KnownMethod } = {
  fullGrad: entry(fullGrad, "full-gradient", ["preset", "implicit"]),
  simpleFullGrad: entry(simpleFullGrad, "full-gradient", ["preset"]),
  smoothFullGrad: entry(smoothFullGrad, "full-gradient", [
    "preset",
    "implicit",
    "samples",
    "noise",
    "deviation",
    "seed",
  ]),
  fullGradPlus: entry(fullGradPlus, "full-gradient", ["from"]),
  inputGradient: entry(inputGradient, "gradient", []),
  inputTimesGradient: entry(inputTimesGradient, "gradient", []),
  smoothGrad: entry(smoothGrad(inputGradient), "gradient", []),
  smoothGradSquared: entry(smoothGradSquared(inputGradient), "gradient", []),
  integratedGradients: entry(integratedGradients, "gradient", [
    "baseline",
    "steps",
    "rule",
  ]),
  guidedIntegratedGradients: entry(guidedIntegratedGradients, "gradient", [
    "baseline",
    "steps",
    "fraction",
    "maxDistance",
  ]),
  gradCam: cam(gradCam),
  gradCamPlusPlus: entry(gradCamPlusPlus, "class activation map", [
    "layer",
    "rectify",
    "normalized",
  ], ["feature maps"]),
  hiResCam: cam(hiResCam),
  layerCam: cam(layerCam),
  xGradCam: cam(xGradCam),
  scoreCam: cam(scoreCam),
  guidedGradCam: cam(guidedGradCam, { needs: ["rectifier"] }),
  attentionRollout: entry(attentionRollout, "attention", ["headFusion"], [
    "attention",
  ]),
  attentionGradient: entry(attentionGradient, "attention", [], ["attention"]),
  guidedBackprop: entry(guidedBackprop, "backward rules", [], ["rectifier"]),
  deconvNet: entry(deconvNet, "backward rules", [], ["rectifier"]),
  rectGrad: entry(
    rectGrad,
    "backward rules",
    ["timesInput"],
    ["rectifier"],
  ),
  rectGradAbs: entry(
    rectGradAbs,
    "backward rules",
    ["timesInput"],
    ["rectifier"],
  ),
  lrp: entry(
    lrp,
    "backward rules",
    ["composite"],
    ["layers with LRP rules"],
  ),
  occlusion: entry(occlusion, "masking", ["window", "stride", "fill"]),
  rise: entry(rise, "masking", ["masks", "cells", "keep", "seed"]),
  eigenCam: cam(eigenCam, { family: "control" }),
  classAgnosticCam: cam(classAgnosticCam, { family: "control" }),
  classAgnosticFullGrad: entry(classAgnosticFullGrad, "control", [
    "preset",
    "implicit",
  ]),
  randomMap: entry(randomMap, "control", ["seed"]),
  sobelEdges: entry(sobelEdges, "control", []),
};

function entry<O extends ExplainOptions>(
  run: AttributionMethod<O>,
  family: MethodFamily,
  options: readonly (keyof O & string)[],
  needs: readonly MethodNeed[] = [],
): KnownMethod {
  return { run: run as AttributionMethod, family, options, needs };
}

function cam(
  run: AttributionMethod<CamOptions>,
  { family = "class activation map", needs = [] }: {
    readonly family?: MethodFamily;
    readonly needs?: readonly MethodNeed[];
  } = {},
): KnownMethod {
  return entry(run, family, ["layer", "rectify"], ["feature maps", ...needs]);
}
