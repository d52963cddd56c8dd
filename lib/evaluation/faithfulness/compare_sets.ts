import type { SaliencyMap } from "../../aggregation/mod.ts";
import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import { asModel, type Model, type ModelInput } from "../../model/mod.ts";
import { classIndices } from "../../propagation/mod.ts";
import { Random } from "../../random/mod.ts";
import { contestants, runningOptions, Work } from "../comparison/mod.ts";
import type { ScoredMethod } from "../scores/mod.ts";
import { fillContext } from "../perturbation/fill_context.ts";
import { imageBlock } from "../perturbation/image_block.ts";
import type { FaithfulnessOptions } from "./faithfulness_options.ts";
import { faithfulnessSettings } from "./faithfulness_options.ts";

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
export interface SetComparison {
  /** Words for the progress bar. */
  readonly label: string;
  /** How many sets an image has. */
  readonly count: number;
  /** The sets of one image, 1 for each of their pixels. */
  readonly sets: (
    shape: readonly [height: number, width: number],
    random: Random,
  ) => readonly Uint8Array[];
  /** The numbers of one image and method, by measure. */
  readonly score: (effects: SetEffects) => Readonly<Record<string, number>>;
}

/** What a run found. */
export interface SetRun {
  readonly model: Model;
  readonly images: Images;
  readonly methods: readonly ScoredMethod[];
}

/**
 * Removes random sets of pixels, the same for all methods and each once, and
 * compares what the output does with the sums of the maps over these sets.
 */
export async function compareSets(
  modelInput: ModelInput,
  imageInput: ImageInput,
  options: FaithfulnessOptions,
  { label, count: setCount, sets, score }: SetComparison,
): Promise<SetRun> {
  const model = asModel(modelInput);
  const images = await toImages(imageInput, model);
  const { output, fill, seed } = faithfulnessSettings(options);
  const [count, height, width] = images.shape;
  const blockSize = Math.max(
    1,
    Math.min(MOST_IMAGES, Math.floor(SET_BYTES / (setCount * height * width))),
  );
  const classes = classIndices(
    options.target,
    count,
    model.graph.nodes[model.graph.output]!.shape.at(-1) ?? 0,
    model.classNames,
  );
  const running = runningOptions(options);
  const context = fillContext(model, images);
  const entrants = contestants(options, model);
  const starts = Array.from(
    { length: Math.ceil(count / blockSize) },
    (_, i) => i * blockSize,
  );
  using work = new Work(label, starts.length * (entrants.length + 1), options);
  const results = entrants.map(() => ({
    about: undefined as SaliencyMap | undefined,
    values: {} as Record<string, number[]>,
  }));
  for (const start of starts) {
    options.signal?.throwIfAborted();
    const end = Math.min(count, start + blockSize);
    const block = await imageBlock(
      { model, images, classes, output, context, seed, running },
      start,
      end,
    );
    const drawn = Array.from(
      { length: end - start },
      (_, i) => sets([height, width], new Random(seed, start + i, SETS)),
    );
    const after = await block.outputs(fill).of(
      drawn.flatMap((sets, image) =>
        sets.map((removed, repeat) => ({ image, removed, repeat }))
      ),
    );
    await work.advance();
    for (const [k, { method }] of entrants.entries()) {
      const maps = await method(model, block.images, {
        target: block.classes,
        ...running,
      });
      const { values } = results[k]!;
      results[k]!.about ??= maps;
      let at = 0;
      for (const [i, sets] of drawn.entries()) {
        const scores = score({
          drops: sets.map(() => block.before[i]! - after[at++]!),
          sums: sets.map((set) => sumOver(maps.at(i), set)),
        });
        for (const [name, value] of Object.entries(scores)) {
          (values[name] ??= []).push(value);
        }
      }
      await work.advance();
    }
  }
  return {
    model,
    images,
    methods: entrants.map(({ name, control }, k) => {
      const { about, values } = results[k]!;
      const { method, signed, settings } = about!;
      return { name, control, method, signed, settings, values };
    }),
  };
}

/** The stream of the sets; those of ties begin at 0, those of fills at 2¹⁶. */
const SETS = 1 << 17;

function sumOver(map: Float32Array, set: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < set.length; i++) if (set[i] !== 0) sum += map[i]!;
  return sum;
}
