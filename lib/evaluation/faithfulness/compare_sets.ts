import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import {
  asModel,
  classCount,
  type Model,
  type ModelInput,
} from "../../model/mod.ts";
import { classIndices } from "../../propagation/mod.ts";
import { Random } from "../../random/mod.ts";
import { controlsOf, runningOptions } from "../comparison/mod.ts";
import { fillContext } from "../perturbation/fill_context.ts";
import {
  type BlockUnit,
  blockUnits,
  type ImageBlock,
  imageBlock,
} from "../perturbation/image_block.ts";
import type { Evaluation, EvaluationFrame } from "../result/mod.ts";
import {
  callText,
  holdModels,
  methodMaps,
  prepareMethods,
  runExperiment,
  runOptionsOf,
  toJson,
} from "../run/mod.ts";
import { sumOver } from "../similarity/mod.ts";
import type { FaithfulnessOptions } from "./faithfulness_options.ts";

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
export interface SetComparison
  extends Pick<EvaluationFrame, "experiment" | "axis" | "measures" | "limits"> {
  /** The function that users call. */
  readonly call: string;
  /** The options of the experiment alone. */
  readonly settings: EvaluationFrame["settings"];
  /** How many sets an image has. */
  readonly count: number;
  /** The sets of one image, 1 for each of their pixels. */
  readonly sets: (
    shape: readonly [height: number, width: number],
    random: Random,
  ) => readonly Uint8Array[];
  /** The numbers of one image and method, by point of the axis. */
  readonly score: (effects: SetEffects) => readonly number[];
}

/** A block of images, the sets of each, and what removing them does. */
interface DrawnBlock {
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
  modelInput: ModelInput,
  imageInput: ImageInput,
  options: FaithfulnessOptions,
  comparison: SetComparison,
): Promise<Evaluation> {
  const model = asModel(modelInput);
  const images = await toImages(imageInput, model, { signal: options.signal });
  return await holdModels(
    [model],
    "read",
    `remove sets of pixels of images of "${model.name}"`,
    options,
    ([held], options) => compareSetsOf(held, images, options, comparison),
  );
}

async function compareSetsOf(
  model: Model,
  images: Images,
  options: FaithfulnessOptions,
  comparison: SetComparison,
): Promise<Evaluation> {
  const { fill = "zeroNormalized", output = "logit", seed = 0, samples = 50 } =
    options;
  const [count, height, width] = images.shape;
  const blockSize = Math.max(
    1,
    Math.min(
      MOST_IMAGES,
      Math.floor(SET_BYTES / (comparison.count * height * width)),
    ),
  );
  const classes = classIndices(
    options.target,
    count,
    classCount(model.graph),
    model.classNames,
  );
  const running = runningOptions(options);
  const context = fillContext(model, images);
  const { methods, backend, subject } = await prepareMethods(model, images, {
    ...options,
    controls: options.controls ?? controlsOf(model),
  });
  const drawn = async (start: number): Promise<DrawnBlock> => {
    const end = Math.min(count, start + blockSize);
    const block = await imageBlock(
      { model, images, classes, output, context, seed, running },
      start,
      end,
    );
    const sets = Array.from(
      { length: end - start },
      (_, i) =>
        comparison.sets([height, width], new Random(seed, start + i, SETS)),
    );
    const after = await block.outputs(fill).of(
      sets.flatMap((sets, image) =>
        sets.map((removed, repeat) => ({ image, removed, repeat }))
      ),
    );
    return { block, sets, after };
  };
  let last: { start: number; drawn: DrawnBlock } | undefined;
  const settings = { samples, ...comparison.settings, fill, output, seed };
  const { experiment, axis, measures, limits } = comparison;
  return await runExperiment<BlockUnit>({
    frame: {
      experiment,
      ...subject,
      ...(axis && { axis }),
      measures,
      repeats: { count: 1, name: "repeat" },
      settings,
      limits,
    },
    settings: toJson({
      images: subject.images.fingerprint,
      context,
      classes: classes ?? "predicted",
      experiment,
      points: axis?.values ?? null,
      blockSize,
      ...settings,
    }),
    origin: {
      call: callText(comparison.call, subject, settings),
      backend,
      seeds: [seed],
    },
    units: blockUnits(methods, count, blockSize),
    compute: async ({ method, start }, { cache }) => {
      if (last?.start !== start) last = { start, drawn: await drawn(start) };
      const { block, sets, after } = last.drawn;
      const batch = { model, images: block.images, targets: block.classes };
      const maps = await methodMaps(cache, method, batch);
      const scores = sets.map((sets, i) =>
        comparison.score({
          drops: sets.map((_, k) =>
            block.before[i]! - after[i * comparison.count + k]!
          ),
          sums: sets.map((set) => sumOver(maps[i]!, set)),
        })
      );
      const points = axis?.values.length ?? 1;
      return {
        values: Array.from({ length: points }, (_, point) => point)
          .flatMap((point) => scores.map((values) => values[point]!)),
      };
    },
  }, runOptionsOf(options));
}

/** The stream of the sets; those of ties begin at 0, those of fills at 2¹⁶. */
const SETS = 1 << 17;
