import * as tf from "@tensorflow/tfjs";
import { absolute, type SaliencyMap } from "../aggregation/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import { checkOptions, flag, type OptionRequirements } from "../options/mod.ts";
import {
  RECT_GRAD_THRESHOLD,
  type RectGradImportance,
  rectGradRules,
  type RectGradThreshold,
  requireRectifier,
} from "../propagation/mod.ts";
import { attributionMap } from "./attribution_map.ts";
import { gradientBy } from "./gradient_by.ts";
import { GRADIENT_OPTIONS, type GradientOptions } from "./input_gradient.ts";

/** The options of {@linkcode rectGrad} and {@linkcode rectGradAbs}. */
export interface RectGradOptions extends GradientOptions {
  /**
   * τ, what a neuron's importance must exceed: `{ percentile: q }` of the
   * importances of its layer, image by image, or `{ value: τ }`.
   *
   * @default {{ percentile: 98 }}
   */
  readonly threshold?: RectGradThreshold;
  /**
   * Whether what arrives at the image is multiplied by it.
   *
   * @default {true}
   */
  readonly timesInput?: boolean;
}

/** What {@linkcode RectGradOptions} must be. */
export const RECT_GRAD_OPTIONS: OptionRequirements<RectGradOptions> = {
  ...GRADIENT_OPTIONS,
  threshold: RECT_GRAD_THRESHOLD,
  timesInput: flag,
};

/**
 * The RectGrad saliency of every pixel: the gradient, of which every rectifier
 * passes on only what is important, `g` where `a · g > τ`, times the input.
 *
 * With τ = 0 the rule is that of Guided Backprop on relus. What is no rectifier,
 * such as the sigmoid of a gate, passes the gradient.
 *
 * Source: Kim et al., "Why are Saliency Maps Noisy? Cause of and Solution to
 * Noisy Saliency Maps", 2019, equation 4, with the
 * percentile of their code (by the rank below, so that every layer keeps some).
 * Known refutation: propagating positive gradients only makes maps insensitive
 * to class and parameters (claimed by Khakzar, Baselizadeh & Navab 2020, arXiv
 * 2012.00362).
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, the threshold, and how channels become a map.
 * @returns A map `[N, H, W]`.
 * @throws {TypeError} If the network has no rectifier, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the threshold is not valid.
 *
 * @example
 * ```ts
 * import { loadModel, rectGrad } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await rectGrad(model, image, { threshold: { percentile: 80 } });
 * assertEquals(map.settings.threshold, { percentile: 80 });
 * ```
 */
export async function rectGrad(
  model: ModelInput,
  images: ImageInput,
  options: RectGradOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run rectGrad", options, RECT_GRAD_OPTIONS);
  return await rectifiedMap("RectGrad", "signed", model, images, options);
}

/**
 * The counterpart of {@linkcode rectGrad} that prefers no sign: every rectifier
 * passes `g` where `a · |g| > τ`.
 *
 * It is ours, to tell what comes of keeping few neurons from what comes of
 * keeping positive ones.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, the threshold, and how channels become a map.
 * @returns A map `[N, H, W]`.
 * @throws {TypeError} If the network has no rectifier, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the threshold is not valid.
 *
 * @example
 * ```ts
 * import { loadModel } from "fullgrad";
 * import { rectGradAbs } from "fullgrad/methods";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const map = await rectGradAbs(model, new Float32Array(64 * 64 * 3).fill(0.5));
 * assertEquals(map.method, "RectGradAbs");
 * ```
 */
export async function rectGradAbs(
  model: ModelInput,
  images: ImageInput,
  options: RectGradOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run rectGradAbs", options, RECT_GRAD_OPTIONS);
  return await rectifiedMap("RectGradAbs", "absolute", model, images, options);
}

async function rectifiedMap(
  method: string,
  importance: RectGradImportance,
  model: ModelInput,
  images: ImageInput,
  options: RectGradOptions,
): Promise<SaliencyMap> {
  const { threshold = { percentile: 98 }, timesInput = true } = options;
  const rules = rectGradRules(importance, threshold);
  return await attributionMap(model, images, options, {
    method,
    magnitude: options.magnitude ?? absolute,
    settings: { threshold, timesInput },
    whyEmpty:
      "on no path to the image do all neurons exceed the threshold; a lower one keeps more",
    attribute: (chunk) => {
      requireRectifier(chunk.graph, method);
      const { gradient, ...pass } = gradientBy(chunk, rules);
      return {
        ...pass,
        attributions: timesInput ? tf.mul(gradient, chunk.image) : gradient,
        tensors: {},
      };
    },
  });
}
