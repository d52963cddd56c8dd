import * as tf from "@tensorflow/tfjs";
import {
  absolute,
  MAGNITUDE,
  type Magnitude,
  type SaliencyMap,
} from "../aggregation/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import { checkOptions, type OptionRequirements } from "../options/mod.ts";
import {
  type Chunk,
  EXPLAIN_OPTIONS,
  type ExplainOptions,
  RULE_OPTIONS,
  type RuleOptions,
} from "../propagation/mod.ts";
import { attributionMap } from "./attribution_map.ts";
import { gradientBy } from "./gradient_by.ts";

/** The options of what attributes to every channel of a pixel. */
export interface GradientOptions extends ExplainOptions {
  /**
   * What is taken of every channel before they are summed: `absolute`, or
   * `signed` for a map that says for and against.
   *
   * @default {absolute}
   */
  readonly magnitude?: Magnitude;
}

/** What {@linkcode GradientOptions} must be. */
export const GRADIENT_OPTIONS: OptionRequirements<GradientOptions> = {
  ...EXPLAIN_OPTIONS,
  magnitude: MAGNITUDE,
};

/** The options of {@linkcode inputGradient} and {@linkcode inputTimesGradient}. */
export interface InputGradientOptions extends GradientOptions, RuleOptions {}

/** What {@linkcode InputGradientOptions} must be. */
export const INPUT_GRADIENT_OPTIONS: OptionRequirements<InputGradientOptions> =
  {
    ...GRADIENT_OPTIONS,
    ...RULE_OPTIONS,
  };

/**
 * The input-gradient of every pixel, `Σ_channels |∇x f|`.
 *
 * Source: Simonyan, Vedaldi & Zisserman, "Deep Inside Convolutional Networks",
 * 2013, section 3, where the maximum over channels is taken. It is weakly
 * dependent on the input but not complete.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, and how channels become a map.
 * @returns A map `[N, H, W]`.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the target does not exist.
 *
 * @example
 * ```ts
 * import { inputGradient, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const map = await inputGradient(model, new Float32Array(64 * 64 * 3), { target: 2 });
 * assertEquals(map.shape, [1, 64, 64]);
 * ```
 */
export async function inputGradient(
  model: ModelInput,
  images: ImageInput,
  options: InputGradientOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run inputGradient", options, INPUT_GRADIENT_OPTIONS);
  return await gradientMap(
    "Input gradient",
    "the explained output does not depend on the image here",
    (gradient) => gradient,
    model,
    images,
    options,
  );
}

/**
 * The input-gradient times the input, `Σ_channels |∇x f ⊙ x|`: the input term of
 * the full-gradient.
 *
 * Source: Shrikumar et al., "Not Just a Black Box", 2016, section 3. What black
 * is depends on the preprocessing: 0 after normalization is the mean color.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, and how channels become a map.
 * @returns A map `[N, H, W]`.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the target does not exist.
 *
 * @example
 * ```ts
 * import { inputTimesGradient, loadModel, signed } from "fullgrad";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const gray = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await inputTimesGradient(model, gray, { magnitude: signed });
 * assert(map.signed && map.values.some((value) => value < 0));
 * ```
 */
export async function inputTimesGradient(
  model: ModelInput,
  images: ImageInput,
  options: InputGradientOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run inputTimesGradient", options, INPUT_GRADIENT_OPTIONS);
  const times = (gradient: tf.Tensor, { image }: Chunk) =>
    tf.mul(gradient, image);
  return await gradientMap(
    "Input × gradient",
    "nowhere are both the image and the gradient other than 0",
    times,
    model,
    images,
    options,
  );
}

function gradientMap(
  method: string,
  whyEmpty: string,
  combine: (gradient: tf.Tensor, chunk: Chunk) => tf.Tensor,
  model: ModelInput,
  images: ImageInput,
  options: InputGradientOptions,
): Promise<SaliencyMap> {
  return attributionMap(model, images, options, {
    method,
    whyEmpty,
    magnitude: options.magnitude ?? absolute,
    settings: {},
    attribute: (chunk) => {
      const { gradient, ...pass } = gradientBy(chunk);
      return {
        ...pass,
        attributions: combine(gradient, chunk),
        tensors: {},
      };
    },
  });
}
