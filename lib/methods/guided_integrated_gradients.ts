import * as tf from "@tensorflow/tfjs";
import { absolute, SaliencyMap } from "../aggregation/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import { asModel, type ModelInput } from "../model/mod.ts";
import {
  checkOptions,
  finite,
  type OptionRequirements,
  positiveInteger,
  within,
} from "../options/mod.ts";
import { explainOutputs } from "../propagation/mod.ts";
import {
  INPUT_GRADIENT_OPTIONS,
  inputGradient,
  type InputGradientOptions,
} from "./input_gradient.ts";
import { pathCompleteness, residualNotes } from "./path_completeness.ts";
import { fixedTarget } from "./fixed_target.ts";
import { passSettings } from "./pass_settings.ts";

/** The options of {@linkcode guidedIntegratedGradients}. */
export interface GuidedIntegratedGradientsOptions extends InputGradientOptions {
  /**
   * The input that counts as nothing, in the units of the network's input.
   *
   * @default {0}, which is the mean color after most normalizations
   */
  readonly baseline?: number;
  /**
   * Gradients along the path.
   *
   * @default {200}
   */
  readonly steps?: number;
  /**
   * Share of the values that move in a step, those with the smallest gradients.
   *
   * @default {0.25}
   */
  readonly fraction?: number;
  /**
   * How far a value may be ahead of the straight path or behind it, as a share of
   * its way; 0 is Integrated Gradients.
   *
   * @default {0.02}
   */
  readonly maxDistance?: number;
}

const OPTIONS: OptionRequirements<GuidedIntegratedGradientsOptions> = {
  ...INPUT_GRADIENT_OPTIONS,
  baseline: finite,
  steps: positiveInteger,
  fraction: within(0, 1),
  maxDistance: within(0, 1),
};

/**
 * The Guided Integrated Gradients of every pixel: gradients along a path from
 * baseline to image on which values with small gradients move first, near to the
 * straight one, `Σ g ⊙ Δx`, summed over channels as a magnitude.
 *
 * Attributions add up to f(x) − f(x') only for ever smaller steps: `completeness` has
 * the residual. A step takes the gradient where it begins, and moves the values whose
 * gradient is small there, so that the sum falls short where gradients change fast
 * (on MobileNet at 50 steps it was a fortieth of the difference, and at a
 * `maxDistance` of 0.005 two thirds).
 *
 * Source: Kapishnikov et al., "Guided Integrated Gradients", 2021, arXiv
 * 2106.09788, algorithm 1, as in PAIR's `saliency`. Known limit: the path depends on
 * the network, so that implementation invariance and symmetry of Integrated Gradients
 * are given up.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, the path, and how channels become a map.
 * @returns A map `[N, H, W]`; `attributions` has every channel.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the target does not exist, or an option is not valid.
 *
 * @example
 * ```ts
 * import { guidedIntegratedGradients, loadModel } from "fullgrad";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = "data/images/boat.png";
 * const map = await guidedIntegratedGradients(model, image, { steps: 40 });
 * assert(map.completeness![0]!.relativeToTerms < 0.5);
 * ```
 */
export async function guidedIntegratedGradients(
  model: ModelInput,
  images: ImageInput,
  options: GuidedIntegratedGradientsOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run guidedIntegratedGradients", options, OPTIONS);
  const { baseline = 0, steps = 200, fraction = 0.25, maxDistance = 0.02 } =
    options;
  const { onProgress, magnitude = absolute, ...shared } = options;
  const { baseline: _b, steps: _s, fraction: _f, maxDistance: _m, ...passes } =
    shared;
  const loaded = asModel(model);
  const { rules: _r, ...outputs } = passes;
  const explained = await explainOutputs(loaded, images, outputs);
  const { images: batch } = explained;
  const [count, height, width, channels] = batch.shape;
  const target = fixedTarget(options.target, explained.target);
  const at = (values: Float32Array) => ({ ...batch, values: values.slice() });
  const size = height * width * channels;
  const paths = Array.from({ length: count }, (_, i) =>
    new GuidedPath(
      batch.values.subarray(i * size, (i + 1) * size),
      baseline,
      fraction,
      maxDistance,
    ));
  const values = new Float32Array(count * size).fill(baseline);
  const start = await explainOutputs(loaded, at(values), {
    ...outputs,
    target,
  });
  for (let step = 1; step <= steps; step++) {
    const { attributions } = await inputGradient(loaded, at(values), {
      ...passes,
      target,
    });
    paths.forEach((path, i) => {
      const part = (all: Float32Array) =>
        all.subarray(i * size, (i + 1) * size);
      path.advance(step / steps, part(attributions!.values));
      values.set(path.at, i * size);
    });
    onProgress?.(step * count, steps * count);
  }
  const attributions = {
    values: new Float32Array(count * size),
    shape: [count, height, width, channels],
    magnitude,
  };
  paths.forEach((path, i) =>
    attributions.values.set(path.attributions, i * size)
  );
  const completeness = pathCompleteness(explained, attributions, {
    values: Float32Array.from(start.target.values),
    shape: [count],
  });
  const map = tf.tidy(() =>
    tf.sum(
      magnitude.of(
        tf.tensor4d(attributions.values, [count, height, width, channels]),
      ),
      3,
    )
  );
  try {
    return new SaliencyMap({
      ...explained,
      method: "Guided Integrated Gradients",
      values: Float32Array.from(await map.data()),
      signed: magnitude.signed,
      settings: {
        magnitude: magnitude.name,
        steps,
        fraction,
        maxDistance,
        baseline,
        ...passSettings(options),
      },
      attributions,
      completeness,
      notes: [
        ...explained.notes,
        ...residualNotes(
          explained,
          completeness,
          "take a smaller maxDistance: values whose gradient is small where a step begins move first",
        ),
      ],
      whyEmpty:
        "the image is the baseline, or the gradient is 0 all along the path",
    });
  } finally {
    map.dispose();
  }
}

/** Distances that count as equal, as a share of the whole way. */
const EPSILON = 1e-9;

/** The path of one image, from the baseline on. */
class GuidedPath {
  /** Where it is. */
  readonly at: Float64Array;
  /** What every value got so far. */
  readonly attributions: Float64Array;
  readonly #image: Float32Array;
  readonly #start: number;
  readonly #length: number;
  readonly #fraction: number;
  readonly #maxDistance: number;

  constructor(
    image: Float32Array,
    start: number,
    fraction: number,
    maxDistance: number,
  ) {
    this.#image = image;
    this.#start = start;
    this.#fraction = fraction;
    this.#maxDistance = maxDistance;
    this.at = new Float64Array(image.length).fill(start);
    this.attributions = new Float64Array(image.length);
    this.#length = this.#left();
  }

  /**
   * Goes on until the share `alpha` of the whole way is behind it.
   *
   * @param gradient The gradient where it is.
   */
  advance(alpha: number, gradient: Float32Array): void {
    if (this.#length === 0) return;
    const before = this.at.slice();
    const target = this.#length * (1 - alpha);
    this.#catchUp(Math.max(alpha - this.#maxDistance, 0));
    const most = Math.min(alpha + this.#maxDistance, 1);
    // The gradient is that of the step: its order too.
    const free = this.#freeValues(most).sort((i, j) =>
      Math.abs(gradient[i]!) - Math.abs(gradient[j]!) || i - j
    );
    const some = 1 + Math.floor(this.#fraction * (this.at.length - 1));
    let left = this.#left();
    for (let start = 0; start < free.length; start += some) {
      if (left - target <= EPSILON * this.#length) break;
      const moving = free.subarray(start, start + some);
      const room = moving.reduce(
        (sum, i) => sum + Math.abs(this.#placeOf(i, most) - this.at[i]!),
        0,
      );
      const share = room === 0 ? 1 : Math.min(1, (left - target) / room);
      for (const i of moving) {
        this.at[i]! += share * (this.#placeOf(i, most) - this.at[i]!);
      }
      left -= share * room;
    }
    this.at.forEach((value, i) =>
      this.attributions[i]! += gradient[i]! * (value - before[i]!)
    );
  }

  /** Sum of the distances to the image. */
  #left(): number {
    return this.#image.reduce(
      (sum, value, i) => sum + Math.abs(value - this.at[i]!),
      0,
    );
  }

  /** Where value `i` is at a share of its way. */
  #placeOf(i: number, share: number): number {
    return this.#start + share * (this.#image[i]! - this.#start);
  }

  /** Moves what is behind a share of its way up to it. */
  #catchUp(share: number): void {
    this.at.forEach((value, i) => {
      const place = this.#placeOf(i, share);
      if (Math.abs(value - this.#start) < Math.abs(place - this.#start)) {
        this.at[i] = place;
      }
    });
  }

  /** The values that are not at their share of the way, nor beyond. */
  #freeValues(share: number): Uint32Array {
    const free: number[] = [];
    this.at.forEach((value, i) => {
      const place = this.#placeOf(i, share);
      if (Math.abs(value - this.#start) < Math.abs(place - this.#start)) {
        free.push(i);
      }
    });
    return Uint32Array.from(free);
  }
}
