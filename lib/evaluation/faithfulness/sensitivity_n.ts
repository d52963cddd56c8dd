import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { checkFractions, removedCount } from "../perturbation/removed_set.ts";
import {
  type FaithfulnessOptions,
  faithfulnessSettings,
} from "./faithfulness_options.ts";
import { randomPixels } from "./random_sets.ts";
import { compareSets } from "./compare_sets.ts";
import { SensitivityCurves } from "./sensitivity_curves.ts";
import { correlation } from "./correlation.ts";

/** The options of {@linkcode sensitivityN}. */
export interface SensitivityNOptions extends FaithfulnessOptions {
  /**
   * The sizes n of the sets, as shares of the pixels, growing within (0, 1).
   *
   * @default {[0.01, 0.03, 0.1, 0.2, 0.4, 0.6, 0.8]}
   */
  readonly fractions?: readonly number[];
}

const FRACTIONS = [0.01, 0.03, 0.1, 0.2, 0.4, 0.6, 0.8];

/**
 * How well the sum of a map over a random set of n pixels follows what removing
 * this set does to the output: Pearson's correlation over sets, by n.
 *
 * 1 is a map whose sums are, up to a factor, the changes of the output. The sets
 * are the same for all methods. A constant map has equal sums for all sets of
 * one size, and counts as 0.
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
 *
 * @example
 * ```ts
 * import { inputTimesGradient, loadModel, renderShapes, sensitivityN } from "fullgrad";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * const curves = await sensitivityN(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { methods: { "Input × gradient": inputTimesGradient }, fractions: [0.1], samples: 8 },
 * );
 * const [interval] = curves.intervals("Input × gradient");
 * assert(Math.abs(interval!.mean) <= 1);
 * ```
 */
export async function sensitivityN(
  model: ModelInput,
  images: ImageInput,
  options: SensitivityNOptions,
): Promise<SensitivityCurves> {
  const { fractions = FRACTIONS } = options;
  checkFractions(fractions);
  if (fractions[0] === 0 || fractions.at(-1) === 1) {
    throw new RangeError(
      `Cannot draw sets of pixels as fractions must be within 0 and 1 without these, where all sets are the same: current value is [${
        fractions.join(", ")
      }]`,
    );
  }
  const { samples, fill, output, seed } = faithfulnessSettings(options);
  const { methods, ...run } = await compareSets(model, images, options, {
    label: "Sensitivity-n",
    count: samples * fractions.length,
    sets: ([height, width], random) =>
      fractions.flatMap((fraction) => {
        const pixels = height * width;
        const count = Math.min(
          pixels - 1,
          Math.max(1, removedCount(fraction, pixels)),
        );
        return Array.from(
          { length: samples },
          () => randomPixels(pixels, count, random),
        );
      }),
    score: ({ drops, sums }) =>
      Object.fromEntries(fractions.map((fraction, k) => {
        const [from, to] = [k * samples, (k + 1) * samples];
        return [
          fraction,
          correlation(sums.slice(from, to), drops.slice(from, to)),
        ];
      })),
  });
  return new SensitivityCurves({
    ...run,
    fractions,
    methods: methods.map(({ values, ...method }) => ({
      ...method,
      values: fractions.map((fraction) => values[fraction]!),
    })),
    settings: { samples, fill, output, seed },
  });
}
