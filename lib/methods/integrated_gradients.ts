import * as tf from "@tensorflow/tfjs";
import { absolute, type SaliencyMap } from "../aggregation/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import {
  checkOptions,
  either,
  finite,
  oneOf,
  type OptionRequirements,
  positiveInteger,
} from "../options/mod.ts";
import {
  type Chunk,
  forward,
  greatestClass,
  targetValue,
} from "../propagation/mod.ts";
import { attributionMap } from "./attribution_map.ts";
import { gradientBy } from "./gradient_by.ts";
import {
  INPUT_GRADIENT_OPTIONS,
  type InputGradientOptions,
} from "./input_gradient.ts";
import { pathCompleteness, residualNotes } from "./path_completeness.ts";

/** Where between baseline and image the gradient is taken. */
export type IntegrationRule = "midpoint" | "right";

/** The options of {@linkcode integratedGradients}. */
export interface IntegratedGradientsOptions extends InputGradientOptions {
  /**
   * The input that counts as nothing, in the units of the network's input: one
   * number for every value, or an image `[H, W, C]` for all.
   *
   * @default {0}, which is the mean color after most normalizations
   */
  readonly baseline?: number | Float32Array;
  /**
   * How many gradients are averaged.
   *
   * @default {32}
   */
  readonly steps?: number;
  /**
   * `midpoint`: at (k − ½) / steps, whose error falls with the square of the
   * steps; `right`: at k / steps, as in the authors' formula.
   *
   * @default {"midpoint"}
   */
  readonly rule?: IntegrationRule;
}

/** What {@linkcode IntegratedGradientsOptions} must be. */
export const INTEGRATED_GRADIENTS_OPTIONS: OptionRequirements<
  IntegratedGradientsOptions
> = {
  ...INPUT_GRADIENT_OPTIONS,
  baseline: either(finite, {
    expected: "a Float32Array of finite numbers",
    isType: (value) => value instanceof Float32Array,
    isValue: (values: Float32Array) => values.every(Number.isFinite),
  }),
  steps: positiveInteger,
  rule: oneOf(["midpoint", "right"]),
};

/**
 * The Integrated Gradients of every pixel, `(x − x') ⊙ ∫ ∇f(x' + α (x − x')) dα`
 * over α from 0 to 1, summed over channels as a magnitude. The class is that of
 * the image all along the way.
 *
 * Attributions add up to f(x) − f(x') as far as the sum is the integral:
 * `completeness` has the residual, with f(x') as the bias term.
 *
 * Source: Sundararajan, Taly & Yan, "Axiomatic Attribution for Deep Networks",
 * 2017, equation 1. Known refutations: what is found depends on the baseline
 * (Sturmfels, Lundberg & Lee 2020); inside one linear region the ranking of
 * inputs can change (Srinivas & Fleuret 2019, section 2); removing what it
 * ranks first harms retrained networks no more than removing at random (Hooker
 * et al. 2019).
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, the path, and how channels become a map.
 * @returns A map `[N, H, W]`; `attributions` has every channel.
 * @throws {RangeError} If steps, rule or baseline are not valid.
 * @throws {TypeError} If a baseline image has not the image's size, or an option
 * does not exist or has another type.
 *
 * @example
 * ```ts
 * import { integratedGradients, loadModel } from "fullgrad";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const map = await integratedGradients(model, image, { steps: 8, baseline: -1 });
 * assert(map.completeness![0]!.relativeToTerms < 0.1);
 * ```
 */
export async function integratedGradients(
  model: ModelInput,
  images: ImageInput,
  options: IntegratedGradientsOptions = {},
): Promise<SaliencyMap> {
  checkOptions(
    "run integratedGradients",
    options,
    INTEGRATED_GRADIENTS_OPTIONS,
  );
  const { baseline = 0, steps = 32, rule = "midpoint" } = options;
  const offset = rule === "midpoint" ? 0.5 : 0;
  return await attributionMap(model, images, options, {
    method: "Integrated Gradients",
    magnitude: options.magnitude ?? absolute,
    settings: {
      steps,
      rule,
      baseline: typeof baseline === "number" ? baseline : "image given",
    },
    passes: steps,
    attribute: function* (chunk) {
      const { graph } = chunk;
      const logits = tf.tidy(() => forward(graph, chunk.image).output);
      const chosen = chunk.classes.chosen ?? greatestClass(logits, graph.head);
      const fixed = { ...chunk, classes: { ...chunk.classes, chosen } };
      const start = baselineTensor(baseline, chunk.image);
      const way = tf.sub(chunk.image, start);
      const at = (k: number) => {
        const image = tf.add(start, tf.mul(way, (k - offset) / steps));
        return gradientBy({ ...fixed, image: image as tf.Tensor4D });
      };
      let before: tf.Tensor | undefined;
      for (let k = 1; k < steps; k++) {
        const { gradient } = at(k);
        before = before ? tf.add(before, gradient) : gradient;
        yield [logits, chosen, start, way, before];
      }
      const { gradient, ties } = at(steps);
      const sum = before ? tf.add(before, gradient) : gradient;
      return {
        logits,
        value: valueAt(fixed, logits),
        ties: ties ?? [],
        attributions: tf.mul(way, tf.div(sum, steps)),
        tensors: {
          atBaseline: valueAt(
            fixed,
            tf.tidy(() => forward(graph, start).output),
          ),
        },
      };
    },
    whyEmpty:
      "the image is the baseline, or the gradient is 0 all along the path",
    about: (explained, attributions, { atBaseline }) => {
      const completeness = pathCompleteness(
        explained,
        attributions,
        atBaseline,
      );
      return {
        completeness,
        notes: residualNotes(
          explained,
          completeness,
          "take more steps, or explain the logit where a probability is saturated",
        ),
      };
    },
  });
}

function baselineTensor(
  baseline: number | Float32Array,
  image: tf.Tensor4D,
): tf.Tensor4D {
  if (typeof baseline === "number") return tf.fill(image.shape, baseline);
  const [count, ...size] = image.shape;
  if (baseline.length * count !== image.size) {
    throw new TypeError(
      `Cannot integrate gradients as a baseline image must be [${size}]: current number of values is ${baseline.length}`,
    );
  }
  return tf.tile(tf.tensor4d(baseline, [1, ...size]), [count, 1, 1, 1]);
}

function valueAt({ graph, target, classes }: Chunk, logits: tf.Tensor) {
  return targetValue(target, logits, graph.head, classes);
}
