import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import type { OptionRequirements } from "../../options/mod.ts";
import type { Random } from "../../random/mod.ts";
import { checkEvaluationOptions } from "../comparison/mod.ts";
import {
  growingFractions,
  removedCount,
  scaleOf,
} from "../perturbation/mod.ts";
import { type Evaluation, limitsOf, measure } from "../result/mod.ts";
import { type MapImage, pearson } from "../similarity/mod.ts";
import { compareSets } from "./compare_sets.ts";
import {
  RANDOM_SETS_OPTIONS,
  type RandomSetsOptions,
} from "./removed_sets_options.ts";

/** The options of {@linkcode sensitivityN}. */
export interface SensitivityNOptions extends RandomSetsOptions {
  /**
   * The sizes n of the sets, as shares of the pixels, growing within (0, 1).
   *
   * @default {[0.01, 0.03, 0.1, 0.2, 0.4, 0.6, 0.8]}
   */
  readonly fractions?: readonly number[];
}

const CORRELATION = measure("correlation");

const FRACTIONS = [0.01, 0.03, 0.1, 0.2, 0.4, 0.6, 0.8];

/**
 * How well the sum of a map over a random set of n pixels follows what removing
 * this set does to the output: Pearson's correlation over sets, by n.
 *
 * 1 is a map whose sums are, up to a factor, the changes of the output. The sets
 * are the same for all methods. A constant map has equal sums for all sets of
 * one size, and counts as 0. An image of one pixel has no number.
 *
 * At one fraction this is **faithfulness correlation** (Bhatt, Weller & Moura,
 * "Evaluating and Aggregating Feature-based Model Explanations", IJCAI 2020), which
 * Quantus computes of sets of 224 values, each a channel of a pixel, filled with
 * black; here a pixel goes with all of its channels.
 *
 * Source: Ancona et al., "Towards better understanding of gradient-based
 * attribution methods for Deep Neural Networks", ICLR 2018, section 4. Known
 * limits: correlations from few sets are noisy, and random sets of many single
 * pixels are like nothing in an image.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The methods; how many sets, of which sizes.
 * @returns The correlations, by method, n and image; higher is better.
 * @throws {RangeError} If an option is not valid.
 * @throws {TypeError} If an option does not exist or has another type.
 *
 * @example
 * ```ts
 * import { inputTimesGradient, loadModel, renderShapes } from "fullgrad";
 * import { sensitivityN } from "fullgrad/evaluation";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * const result = await sensitivityN(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { methods: { "Input × gradient": inputTimesGradient }, fractions: [0.1], samples: 8 },
 * );
 * const [interval] = result.intervals("Input × gradient");
 * assert(Math.abs(interval!.mean) <= 1);
 * ```
 */
export async function sensitivityN(
  model: ModelInput,
  images: ImageInput,
  options: SensitivityNOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("draw sets of pixels", options, OPTIONS);
  const { fractions = FRACTIONS, samples = 50 } = options;
  let pixels = 0;
  return await compareSets(model, images, options, {
    experiment: "Sensitivity-n",
    call: "sensitivityN",
    axis: {
      name: "fraction",
      meaning: "pixels in a set",
      values: fractions,
      scale: scaleOf(fractions),
      shares: true,
    },
    measures: [CORRELATION],
    settings: {},
    limits: limitsOf([CORRELATION]),
    count: samples * fractions.length,
    sets: ([height, width], random) => {
      pixels = height * width;
      return fractions.flatMap((fraction) => {
        const count = Math.min(
          pixels - 1,
          Math.max(1, removedCount(fraction, pixels)),
        );
        return Array.from(
          { length: samples },
          () => randomPixels(pixels, count, random),
        );
      });
    },
    score: ({ drops, sums }) =>
      fractions.map((_, k) => {
        if (pixels === 1) return null;
        const [from, to] = [k * samples, (k + 1) * samples];
        return correlation(sums.slice(from, to), drops.slice(from, to));
      }),
    reason: "is one pixel, of which there are no sets to compare",
  });
}

const OPTIONS: OptionRequirements<SensitivityNOptions> = {
  ...RANDOM_SETS_OPTIONS,
  fractions: {
    ...growingFractions,
    expected:
      "one or more numbers that grow between 0 and 1, without these, where all sets are the same",
    isValue: (fractions: readonly number[]) =>
      growingFractions.isValue!(fractions as never) && fractions[0] !== 0 &&
      fractions.at(-1) !== 1,
  },
};

/**
 * A random set of exactly `count` pixels: 1 for each of them, else 0.
 *
 * @param pixels How many pixels there are to choose from.
 */
export function randomPixels(
  pixels: number,
  count: number,
  random: Random,
): Uint8Array {
  const set = new Uint8Array(pixels);
  const positions = Uint32Array.from({ length: pixels }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const k = i + random.integer(pixels - i);
    [positions[i], positions[k]] = [positions[k]!, positions[i]!];
    set[positions[i]!] = 1;
  }
  return set;
}

/** Below this part of the greatest number, a spread is rounding. */
const ROUNDING = 1e-6;

/**
 * Pearson's correlation of two lists of numbers, in [−1, 1]; 0 where one of them
 * is constant but for rounding.
 */
export function correlation(
  a: readonly number[],
  b: readonly number[],
): number {
  if (isConstant(a) || isConstant(b)) return 0;
  const [x, y] = [a, b].map((list): MapImage => ({
    values: Float64Array.from(list),
    shape: [1, list.length],
  }));
  return pearson.of(x!, y!);
}

function isConstant(values: readonly number[]): boolean {
  const [first = 0] = values;
  let [least, most] = [first, first];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least <= ROUNDING * Math.max(most, -least);
}
