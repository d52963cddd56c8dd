import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import {
  asModel,
  classCount,
  type Model,
  type ModelInput,
} from "../../model/mod.ts";
import { classIndices } from "../../propagation/mod.ts";
import { runningOptions } from "../comparison/mod.ts";
import type { Axis, Evaluation } from "../result/mod.ts";
import {
  callText,
  holdModels,
  methodMaps,
  prepareMethods,
  runExperiment,
  runOptionsOf,
  toJson,
} from "../run/mod.ts";
import { fillContext } from "./fill_context.ts";
import {
  type BlockUnit,
  blockUnits,
  type ImageBlock,
  imageBlock,
} from "./image_block.ts";
import type { PerturbationOptions } from "./perturbation_options.ts";
import type { OutputKind } from "./perturbed_outputs.ts";
import { removalControls } from "./random_removal.ts";
import {
  measuresOf,
  type RemovalPlan,
  removeFromBlock,
} from "./removal_plan.ts";

/** An experiment that removes pixels by their saliency. */
export interface RemovalExperiment {
  /** Words for titles. */
  readonly name: string;
  /** The function that users call. */
  readonly call: string;
  readonly plans: readonly RemovalPlan[];
  /** The points of the axis: the share that is removed, or inserted. */
  readonly fractions: readonly number[];
  /** What the points are for all plans. */
  readonly axis: string;
  readonly output: OutputKind;
  /** The options of the experiment alone, for texts. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly limits: readonly string[];
}

/**
 * Removes pixels by the saliency of every method, as every plan says, and
 * watches the output: block by block, so that memory does not grow with the
 * number of images.
 */
export async function runRemovals(
  modelInput: ModelInput,
  imageInput: ImageInput,
  options: PerturbationOptions,
  experiment: RemovalExperiment,
): Promise<Evaluation> {
  const model = asModel(modelInput);
  const images = await toImages(imageInput, model, { signal: options.signal });
  return await holdModels(
    [model],
    "read",
    `remove pixels by maps of "${model.name}"`,
    options,
    ([held], options) => removePixelsBy(held, images, options, experiment),
  );
}

async function removePixelsBy(
  model: Model,
  images: Images,
  options: PerturbationOptions,
  experiment: RemovalExperiment,
): Promise<Evaluation> {
  const { plans, fractions, output } = experiment;
  const { repeats = 3, seed = 0, blockSize = 100 } = options;
  const count = images.shape[0];
  const context = fillContext(model, images, options.mean);
  const classes = classIndices(
    options.target,
    count,
    classCount(model.graph),
    model.classNames,
  );
  options.signal?.throwIfAborted();
  const { methods, backend, subject } = await prepareMethods(model, images, {
    ...options,
    controls: options.controls ?? removalControls,
  });
  const running = runningOptions(options);
  const blockAt = lastOf((start) =>
    imageBlock(
      { model, images, classes, output, context, seed, running },
      start,
      Math.min(count, start + blockSize),
    )
  );
  const settings = {
    ...experiment.settings,
    output,
    repeats,
    seed,
    ...(options.mean && { mean: toJson(options.mean) }),
    ...(options.blurred && { blurred: true }),
  };
  return await runExperiment<BlockUnit>({
    frame: {
      experiment: experiment.name,
      ...subject,
      axis: {
        name: "fraction",
        meaning: experiment.axis,
        values: fractions,
        scale: scaleOf(fractions),
        shares: true,
      },
      measures: measuresOf(plans, output),
      repeats: { count: repeats, name: "order" },
      settings,
      limits: experiment.limits,
    },
    settings: toJson({
      images: subject.images.fingerprint,
      plans: plans.map(({ name, order, fill, removed }) => ({
        name,
        order,
        fill,
        removed,
      })),
      context,
      classes: classes ?? "predicted",
      output,
      repeats,
      seed,
      blockSize,
    }),
    origin: {
      call: callText(experiment.call, subject, settings),
      backend,
      seeds: [seed],
    },
    units: blockUnits(methods, count, blockSize),
    compute: async ({ method, start }, { cache }) => {
      const block = await blockAt(start);
      const batch = { model, images: block.images, targets: block.classes };
      const maps = await methodMaps(cache, method, batch);
      return await removeFromBlock(block, maps, plans, { repeats, seed });
    },
  }, runOptionsOf(options));
}

/** Where the last share is at least so many times the first, the axis is logarithmic. */
const WIDE = 20;

/** The scale on which shares of pixels are spread best. */
export function scaleOf(fractions: readonly number[]): Axis["scale"] {
  return fractions.at(-1)! >= WIDE * fractions[0]! && fractions[0]! > 0
    ? "log"
    : "linear";
}

/** A function that keeps its last result. */
function lastOf(
  make: (start: number) => Promise<ImageBlock>,
): (start: number) => Promise<ImageBlock> {
  let last: { start: number; block: ImageBlock } | undefined;
  return async (start) => {
    if (last?.start !== start) last = { start, block: await make(start) };
    return last.block;
  };
}
