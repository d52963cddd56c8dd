import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { Random } from "../../random/mod.ts";
import { controlsOf } from "../comparison/mod.ts";
import {
  type BlockExperiment,
  type ImageBlock,
  runBlocks,
} from "../perturbation/mod.ts";
import type { Evaluation } from "../result/mod.ts";
import { sumOver } from "../similarity/mod.ts";
import type { RandomSetsOptions } from "./removed_sets_options.ts";

/** About how many bytes of sets, and how many images, are in work at once. */
const SET_BYTES = 64e6;
const MOST_IMAGES = 50;

/** What removing random sets of pixels does, and what a map says it does. */
export interface SetEffects {
  /** By set: f(x) − f(x′). */
  readonly drops: readonly number[];
  /** By set: Σ of the map over it. */
  readonly sums: readonly number[];
}

/** How the sets of an image are drawn, and what is made of their effects. */
export interface SetComparison extends
  Pick<
    BlockExperiment,
    "experiment" | "call" | "axis" | "measures" | "settings" | "limits"
  > {
  /** How many sets an image has. */
  readonly count: number;
  /** The sets of one image, 1 for each of their pixels. */
  readonly sets: (
    shape: readonly [height: number, width: number],
    random: Random,
  ) => readonly Uint8Array[];
  /** The numbers of one image and method, by point of the axis. */
  readonly score: (effects: SetEffects) => readonly (number | null)[];
  /** Why an image may have no number: what follows its name. */
  readonly reason?: string;
}

/** The sets of a block's images, and what removing them does. */
interface DrawnSets {
  readonly block: ImageBlock;
  /** By image. */
  readonly sets: readonly (readonly Uint8Array[])[];
  /** By image and set: f(x′). */
  readonly after: readonly number[];
}

/**
 * Removes random sets of pixels, the same for all methods and each once, and
 * compares what the output does with the sums of the maps over these sets.
 */
export async function compareSets(
  model: ModelInput,
  images: ImageInput,
  options: RandomSetsOptions,
  { count, sets, score, reason, ...experiment }: SetComparison,
): Promise<Evaluation> {
  const {
    fill = "zeroNormalized",
    output = "logit",
    seed = 0,
    samples = 50,
  } = options;
  const drawn = async (block: ImageBlock): Promise<DrawnSets> => {
    const [images, height, width] = block.images.shape;
    const drawnSets = Array.from(
      { length: images },
      (_, i) => sets([height, width], new Random(seed, block.start + i, SETS)),
    );
    const after = await block.outputs(fill).of(
      drawnSets.flatMap((sets, image) =>
        sets.map((removed, repeat) => ({ image, removed, repeat }))
      ),
    );
    return { block, sets: drawnSets, after };
  };
  let last: DrawnSets | undefined;
  return await runBlocks(model, images, options, {
    ...experiment,
    settings: { samples, ...experiment.settings, fill, output, seed },
    output,
    seed,
    controls: controlsOf,
    blockSize: ([height, width]) =>
      Math.max(
        1,
        Math.min(MOST_IMAGES, Math.floor(SET_BYTES / (count * height * width))),
      ),
    score: async (block, maps) => {
      if (last?.block !== block) last = await drawn(block);
      const { sets, after } = last;
      const scores = sets.map((sets, i) =>
        score({
          drops: sets.map((_, k) => block.before[i]! - after[i * count + k]!),
          sums: sets.map((set) => sumOver(maps[i]!, set)),
        })
      );
      const points = experiment.axis?.values.length ?? 1;
      return {
        values: Array.from({ length: points }, (_, point) => point)
          .flatMap((point) => scores.map((values) => values[point]!)),
        notes: block.images.names.filter((_, i) => scores[i]!.includes(null))
          .map((name) => `${name} ${reason}: it has no number.`),
      };
    },
  });
}

/** The stream of the sets; those of ties begin at 0, those of fills at 2¹⁶. */
const SETS = 1 << 17;
