import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import {
  asModel,
  classCount,
  type Model,
  type ModelInput,
} from "../../model/mod.ts";
import { classIndices } from "../../propagation/mod.ts";
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
  type UnitResult,
} from "../run/mod.ts";
import type { RemovedSetsOptions } from "./removed_sets_options.ts";

/** An experiment that removes sets of pixels and watches the output. */
export interface BlockExperiment
  extends Pick<EvaluationFrame, "experiment" | "axis" | "measures" | "limits"> {
  /** The function that users call. */
  readonly call: string;
  /** The options of the experiment alone. */
  readonly settings: EvaluationFrame["settings"];
  /** How many images are in work at once. */
  readonly blockSize: (
    shape: readonly [height: number, width: number],
  ) => number;
  /** The numbers of a block's images by one method, whose maps are given. */
  readonly score: (
    block: ImageBlock,
    maps: readonly Float32Array[],
  ) => Promise<UnitResult["values"]>;
}

/** Runs an experiment block by block, on the methods and their controls. */
export async function runBlocks(
  modelInput: ModelInput,
  imageInput: ImageInput,
  options: RemovedSetsOptions,
  experiment: BlockExperiment,
): Promise<Evaluation> {
  const model = asModel(modelInput);
  const images = await toImages(imageInput, model, { signal: options.signal });
  return await holdModels(
    [model],
    "read",
    `remove sets of pixels of images of "${model.name}"`,
    options,
    ([held], options) => runBlocksOf(held, images, options, experiment),
  );
}

async function runBlocksOf(
  model: Model,
  images: Images,
  options: RemovedSetsOptions,
  { call, score, ...frame }: BlockExperiment,
): Promise<Evaluation> {
  const { fill = "zeroNormalized", output = "logit", seed = 0 } = options;
  const [count, height, width] = images.shape;
  const blockSize = frame.blockSize([height, width]);
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
    controls: options.controls ?? controlsOf,
  });
  let last: ImageBlock | undefined;
  const settings = { ...frame.settings, fill, output, seed };
  const { experiment, axis, measures, limits } = frame;
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
      call: callText(call, subject, settings),
      backend,
      seeds: [seed],
    },
    units: blockUnits(methods, count, blockSize),
    compute: async ({ method, start }, { cache }) => {
      if (last?.start !== start) {
        last = await imageBlock(
          { model, images, classes, output, context, seed, running },
          start,
          Math.min(count, start + blockSize),
        );
      }
      const block = last;
      const batch = { model, images: block.images, targets: block.classes };
      const maps = await methodMaps(cache, method, batch);
      return { values: await score(block, maps) };
    },
  }, runOptionsOf(options));
}
