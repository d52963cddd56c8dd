import type { ImageInput, Images } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { number, type OptionRequirements } from "../../options/mod.ts";
import { Random } from "../../random/mod.ts";
import { checkEvaluationOptions, controlsOf } from "../comparison/mod.ts";
import {
  type FillName,
  type ImageBlock,
  type OutputKind,
  type Removal,
  runBlocks,
} from "../perturbation/mod.ts";
import { type Evaluation, limitsOf, measure } from "../result/mod.ts";
import {
  REMOVED_SETS_OPTIONS,
  type RemovedSetsOptions,
} from "./removed_sets_options.ts";
import { superpixels } from "./superpixels.ts";

/** The options of {@linkcode irof}. */
export interface IrofOptions extends RemovedSetsOptions {
  /**
   * What takes the place of removed superpixels. The mean is that of the images.
   *
   * @default {"mean"}
   */
  readonly fill?: FillName;
  /**
   * Which number of the network is watched.
   *
   * @default {"probability"}
   */
  readonly output?: OutputKind;
  /**
   * About how many superpixels an image is cut into.
   *
   * @default {100}
   */
  readonly segments?: number;
}

/** How many images are in work at once. */
const BLOCK = 20;

const IROF = measure("IROF");

/**
 * How fast an output falls when superpixels are removed, those with the greatest
 * mean of the map first (iterative removal of features): the area over the curve of
 * `f(x_l) / f(x)`, l = 0 … L superpixels removed, along l / L.
 *
 * An output that falls to 0 at once scores almost 1, one that never falls 0.
 * Superpixels are cut by SLIC from what the network is given; they are
 * scikit-image's. An image that is one superpixel, as noise may be, has no number.
 *
 * Quantus has `L × this + (1 + f(x_1) / f(x)) / 2` for the same fill: it does not
 * divide by L and leaves l = 0 out. It fills with the mean of the images of the
 * batch, over all channels, as they are when a superpixel is removed, so that its
 * fill changes from step to step, and takes images of one channel only.
 *
 * Source: Rieger & Hansen, "IROF: A Low Resource Evaluation Metric for Explanation
 * Methods", 2020. Known limits: images without superpixels are like none that the
 * network has seen, so that the fill decides much; what a map knows below the size
 * of a superpixel is lost, and another segmentation is another number.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images A batch.
 * @param options The methods; how many superpixels, and how they are filled.
 * @returns The areas, by method and image; higher is better.
 * @throws {RangeError} If an option is not valid, or a map is not finite.
 * @throws {TypeError} If an option does not exist or has another type, or the
 * fill is `black` and the model has no preprocessing.
 *
 * @example
 * ```ts
 * import { inputTimesGradient, loadModel, renderShapes } from "fullgrad";
 * import { irof } from "fullgrad/evaluation";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { rgb } = renderShapes({ seed: 1, count: 1 });
 * const result = await irof(
 *   model,
 *   { data: rgb, shape: [1, 64, 64, 3] },
 *   { methods: { "Input × gradient": inputTimesGradient }, segments: 16 },
 * );
 * assert(result.interval("Input × gradient").mean < 1);
 * ```
 */
export async function irof(
  model: ModelInput,
  images: ImageInput,
  options: IrofOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("remove superpixels", options, OPTIONS);
  const { segments = 100, seed = 0, fill = "mean", output = "probability" } =
    options;
  let last: { block: ImageBlock; pieces: readonly Int32Array[] } | undefined;
  return await runBlocks(model, images, options, {
    experiment: "Iterative removal of features",
    call: "irof",
    measures: [IROF],
    settings: { segments, fill, output, seed },
    output,
    seed,
    controls: controlsOf,
    limits: limitsOf([IROF]),
    blockSize: () => BLOCK,
    score: async (block, maps) => {
      if (last?.block !== block) {
        last = { block, pieces: piecesOf(block.images, segments) };
      }
      const { pieces } = last;
      const orders = maps.map((map, i) =>
        orderOf(map, pieces[i]!, new Random(seed, block.start + i, 0))
      );
      const after = await block.outputs(fill).of(removalsOf(pieces, orders));
      let at = 0;
      return {
        values: orders.map(({ length }, i) =>
          areaOver(block.before[i]!, after.slice(at, at += length))
        ),
        notes: block.images.names.flatMap((name, i) =>
          whyNone(name, block.before[i]!, orders[i]!)
        ),
      };
    },
  });
}

const OPTIONS: OptionRequirements<IrofOptions> = {
  ...REMOVED_SETS_OPTIONS,
  segments: number(
    "an integer of 2 or more",
    (segments) => Number.isSafeInteger(segments) && segments >= 2,
  ),
};

/** The superpixel of every pixel, by image. */
function piecesOf(
  { values, shape: [count, ...sides] }: Images,
  segments: number,
): readonly Int32Array[] {
  const size = values.length / count;
  return Array.from(
    { length: count },
    (_, i) =>
      superpixels(values.subarray(i * size, (i + 1) * size), sides, segments),
  );
}

/** The superpixels, those with the greatest mean of the map first; ties at random. */
function orderOf(
  map: Float32Array,
  pieces: Int32Array,
  random: Random,
): readonly number[] {
  const count = pieces.reduce((most, piece) => Math.max(most, piece), 0) + 1;
  const [sums, sizes] = [new Float64Array(count), new Float64Array(count)];
  pieces.forEach((piece, at) => {
    sums[piece]! += map[at]!;
    sizes[piece]!++;
  });
  const ties = Float64Array.from(sums, () => random.between(0, 1));
  const mean = (piece: number) => sums[piece]! / sizes[piece]!;
  return Array.from({ length: count }, (_, piece) => piece)
    .sort((a, b) => mean(b) - mean(a) || ties[a]! - ties[b]!);
}

/** By image, its superpixels removed one after the other. */
function* removalsOf(
  pieces: readonly Int32Array[],
  orders: readonly (readonly number[])[],
): Generator<Removal> {
  for (const [image, order] of orders.entries()) {
    const own = pieces[image]!;
    const removed = new Uint8Array(own.length);
    for (const piece of order) {
      own.forEach((each, at) => {
        if (each === piece) removed[at] = 1;
      });
      yield { image, removed: removed.slice(), repeat: 0 };
    }
  }
}

/** What a reader should know of an image that has no number. */
function whyNone(
  name: string,
  before: number,
  { length }: readonly number[],
): readonly string[] {
  return [
    ...(before !== 0 ? [] : [
      `The output f(x) of ${name} is 0, and none can be divided by it: it has no number.`,
    ]),
    ...(length !== 1 ? [] : [
      `${name} is one superpixel, of which there is no order: it has no number.`,
    ]),
  ];
}

/**
 * 1 − the mean height of f(x_l) / f(x), l = 0 … L; `null` where f(x) is 0 or L is 1.
 */
function areaOver(before: number, after: readonly number[]): number | null {
  if (before === 0 || after.length === 1) return null;
  const heights = [before, ...after];
  const area = after.reduce(
    (sum, output, l) => sum + (heights[l]! + output) / 2,
    0,
  );
  return 1 - area / after.length / before;
}
