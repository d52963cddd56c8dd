import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { number, type OptionRequirements } from "../../options/mod.ts";
import { Random } from "../../random/mod.ts";
import { checkEvaluationOptions, controlsOf } from "../comparison/mod.ts";
import { type Removal, removalOrder, runBlocks } from "../perturbation/mod.ts";
import { type Evaluation, limitsOf, measure } from "../result/mod.ts";
import {
  faithfulnessEstimate,
  monotonicity,
  monotonicityCorrelation,
} from "./measures.ts";
import {
  REMOVED_SETS_OPTIONS,
  type RemovedSetsOptions,
} from "./removed_sets_options.ts";

/** The options of {@linkcode faithfulness}. */
export interface FaithfulnessOptions extends RemovedSetsOptions {
  /**
   * Into how many groups the pixels of an image are cut in the order of a map, 2
   * or more; of fewer pixels each is a group.
   *
   * @default {32}
   */
  readonly groups?: number;
}

const MEASURES = [
  measure("faithfulness estimate"),
  measure("monotonicity correlation"),
  measure("monotonicity"),
];

/** How many images are in work at once. */
const BLOCK = 20;

/**
 * How well the order and the values of a map follow what its pixels do to the
 * output: faithfulness estimate, monotonicity correlation and monotonicity.
 *
 * The pixels are cut into groups of equal size (± 1) in the order of the map. For
 * the estimate that is the map as it is, and each group alone is removed. For both
 * kinds of monotonicity it is the order of the absolute values: each group alone
 * is removed, and all of them come back into the wholly filled image, the least
 * first. Pixels of equal values come in random order.
 *
 * The formulas are those of {@linkcode faithfulnessEstimate},
 * {@linkcode monotonicityCorrelation} and {@linkcode monotonicity}, and the orders
 * Quantus's. It removes single channels, fills with black, for the
 * monotonicity correlation with 100 uniform draws, whose squared changes it
 * averages; here there is one fill for all, drawn once where it is random. Its
 * monotonicity asks for steps that never fall (here: 1), and fills again what was
 * filled where pixels should come back, so that no step falls whatever the map.
 *
 * Quantus's other measures of this family are elsewhere: faithfulness correlation
 * is {@linkcode sensitivityN} at one fraction, region perturbation and selectivity
 * are {@linkcode pixelPerturbation} of maps {@linkcode inSquares}.
 *
 * Known limits: removing a group by its saliency makes an image that the network
 * does not know, and the fill decides much; compare fills. Few groups make noisy
 * correlations. Where pixels speak against the class, no order of absolute values
 * is monotonic, not even that of the terms of a linear network.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The methods; how many groups, and how they are filled.
 * @returns The numbers, by method, measure and image; higher is better.
 * @throws {RangeError} If an option is not valid, or a map is not finite.
 * @throws {TypeError} If an option does not exist or has another type, or the
 * fill is `black` and the model has no preprocessing.
 *
 * @example
 * ```ts
 * import { inputTimesGradient, loadModel, renderShapes } from "fullgrad";
 * import { faithfulness } from "fullgrad/evaluation";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * const result = await faithfulness(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { methods: { "Input × gradient": inputTimesGradient }, groups: 8 },
 * );
 * const estimate = result.interval("Input × gradient", "faithfulness estimate");
 * assert(Math.abs(estimate.mean) <= 1);
 * ```
 */
export async function faithfulness(
  model: ModelInput,
  images: ImageInput,
  options: FaithfulnessOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("measure the faithfulness of maps", options, OPTIONS);
  const {
    groups = 32,
    fill = "zeroNormalized",
    output = "logit",
    seed = 0,
  } = options;
  return await runBlocks(model, images, options, {
    experiment: "Faithfulness of maps",
    call: "faithfulness",
    measures: MEASURES,
    settings: { groups, fill, output, seed },
    output,
    seed,
    controls: controlsOf,
    limits: limitsOf(MEASURES),
    blockSize: () => BLOCK,
    score: async (block, maps) => {
      const cuts = maps.map((map, i) =>
        cutMap(map, groups, new Random(seed, block.start + i, 0))
      );
      const after = await block.outputs(fill).of(removalsOf(cuts));
      const scores = cuts.map((cut, i) => {
        const count = cut.signed.length;
        if (count < 2) return MEASURES.map(() => null);
        const at = 3 * count * i;
        const of = (order: number) =>
          after.slice(at + order * count, at + (order + 1) * count);
        const drop = (output: number) => block.before[i]! - output;
        return [
          faithfulnessEstimate(cut.signed.map(sumOf), of(0).map(drop)),
          monotonicityCorrelation(cut.unsigned.map(sumOf), of(1).map(drop)),
          monotonicity(of(2)),
        ];
      });
      return {
        values: MEASURES.flatMap((_, m) => scores.map((values) => values[m]!)),
        notes: block.images.names.filter((_, i) => cuts[i]!.signed.length < 2)
          .map((name) =>
            `${name} is one pixel, of which there are no groups to compare: it has no number.`
          ),
      };
    },
  });
}

const OPTIONS: OptionRequirements<FaithfulnessOptions> = {
  ...REMOVED_SETS_OPTIONS,
  groups: number(
    "an integer of 2 or more",
    (groups) => Number.isSafeInteger(groups) && groups >= 2,
  ),
};

/** Some of the pixels of an image. */
interface Group {
  readonly pixels: Uint32Array;
  /** The values of the map at them. */
  readonly values: Float64Array;
}

/** The pixels of an image, cut into groups from the least to the greatest. */
interface Cut {
  /** In the order of the map as it is. */
  readonly signed: readonly Group[];
  /** In the order of its absolute values. */
  readonly unsigned: readonly Group[];
}

function cutMap(map: Float32Array, groups: number, random: Random): Cut {
  const groupsOf = (map: Float32Array): readonly Group[] => {
    const order = removalOrder(map, "least", random);
    const count = Math.min(groups, order.length);
    const start = (i: number) => Math.floor(i * order.length / count);
    return Array.from({ length: count }, (_, i) => {
      const pixels = order.subarray(start(i), start(i + 1));
      return { pixels, values: Float64Array.from(pixels, (at) => map[at]!) };
    });
  };
  return { signed: groupsOf(map), unsigned: groupsOf(map.map(Math.abs)) };
}

function sumOf({ values }: Group): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/**
 * By image: each group of the signed order alone, each of the unsigned one alone,
 * and what is still missing as the latter come back.
 */
function* removalsOf(cuts: readonly Cut[]): Generator<Removal> {
  for (const [image, { signed, unsigned }] of cuts.entries()) {
    const pixels = signed.reduce((sum, { pixels }) => sum + pixels.length, 0);
    for (const group of [...signed, ...unsigned]) {
      const removed = new Uint8Array(pixels);
      for (const at of group.pixels) removed[at] = 1;
      yield { image, removed, repeat: 0 };
    }
    const missing = new Uint8Array(pixels).fill(1);
    for (const group of unsigned) {
      for (const at of group.pixels) missing[at] = 0;
      yield { image, removed: missing.slice(), repeat: 0 };
    }
  }
}
