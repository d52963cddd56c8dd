import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import type { Json } from "../../display/mod.ts";
import {
  asModel,
  classCount,
  type Model,
  type ModelInput,
} from "../../model/mod.ts";
import { type ClassChoice, classIndices } from "../../propagation/mod.ts";
import { type EvaluationOptions, runningOptions } from "../comparison/mod.ts";
import type { Evaluation, EvaluationFrame } from "../result/mod.ts";
import {
  callText,
  type ControlsOf,
  holdModels,
  methodMaps,
  prepareMethods,
  runExperiment,
  type RunOptions,
  runOptionsOf,
  settingsJson,
  type UnitResult,
} from "../run/mod.ts";
import { fillContext } from "./fill_context.ts";
import {
  type BlockUnit,
  blockUnits,
  type ImageBlock,
  imageBlock,
} from "./image_block.ts";
import type { OutputKind } from "./perturbed_outputs.ts";

/** The options of everything that changes images and watches the output. */
export interface BlockOptions extends EvaluationOptions, RunOptions {
  readonly target?: ClassChoice;
  readonly mean?: readonly number[];
  readonly blurred?: boolean;
}

/** An experiment that changes images and watches the output. */
export interface BlockExperiment extends
  Pick<
    EvaluationFrame,
    "experiment" | "axis" | "measures" | "settings" | "limits"
  > {
  /** The function that users call. */
  readonly call: string;
  /** What is done several times. */
  readonly repeats?: EvaluationFrame["repeats"];
  /** What changes the numbers and is in no setting. */
  readonly identity?: Json;
  readonly output: OutputKind;
  readonly seed: number;
  /** The methods beside which those of the user are read. */
  readonly controls: ControlsOf;
  /** How many images are in work at once. */
  readonly blockSize: (
    shape: readonly [height: number, width: number],
  ) => number;
  /** The numbers of a block's images by one method, whose maps are given. */
  readonly score: (
    block: ImageBlock,
    maps: readonly Float32Array[],
  ) => Promise<UnitResult>;
}

/**
 * Runs an experiment on the methods and their controls block by block, so that
 * memory does not grow with the number of images.
 */
export async function runBlocks(
  modelInput: ModelInput,
  imageInput: ImageInput,
  options: BlockOptions,
  experiment: BlockExperiment,
): Promise<Evaluation> {
  const model = asModel(modelInput);
  const images = await toImages(imageInput, model, { signal: options.signal });
  return await holdModels(
    [model],
    "read",
    `remove pixels of images of "${model.name}"`,
    options,
    ([held], options) => runBlocksOf(held, images, options, experiment),
  );
}

async function runBlocksOf(
  model: Model,
  images: Images,
  options: BlockOptions,
  { call, score, output, seed, identity = null, ...frame }: BlockExperiment,
): Promise<Evaluation> {
  const [count, height, width] = images.shape;
  const blockSize = frame.blockSize([height, width]);
  const classes = classIndices(
    options.target,
    count,
    classCount(model.graph),
    model.classNames,
  );
  options.signal?.throwIfAborted();
  const running = runningOptions(options);
  const context = fillContext(model, images, options.mean);
  const { methods, backend, subject } = await prepareMethods(model, images, {
    ...options,
    controls: options.controls ?? frame.controls,
  });
  let last: ImageBlock | undefined;
  const { experiment, axis, measures, settings, limits } = frame;
  const { repeats = { count: 1, name: "repeat" } } = frame;
  return await runExperiment<BlockUnit>({
    frame: {
      experiment,
      ...subject,
      ...(axis && { axis }),
      measures,
      repeats,
      settings,
      limits,
    },
    settings: settingsJson({
      images: subject.images.fingerprint,
      context,
      classes: classes ?? "predicted",
      experiment,
      points: axis?.values ?? null,
      identity,
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
      return await score(block, await methodMaps(cache, method, batch));
    },
  }, runOptionsOf(options));
}
