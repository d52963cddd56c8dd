import * as tf from "@tensorflow/tfjs";
import { ensureBackend } from "../../backend/mod.ts";
import { type DatasetImages, datasetImages } from "../../data/mod.ts";
import type { Json } from "../../display/mod.ts";
import { asModel, type Model, type ModelInput } from "../../model/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import { controlsOf, runningOptions } from "../comparison/mod.ts";
import { type BlockUnit, blockUnits } from "../perturbation/mod.ts";
import type { Evaluation, EvaluationFrame } from "../result/mod.ts";
import {
  checkData,
  datasetSummary,
  type RetrainingData,
} from "../retraining/mod.ts";
import {
  callText,
  holdModels,
  MapCache,
  methodMaps,
  modelFingerprint,
  prepareMethods,
  runExperiment,
  runOptionsOf,
  settingsJson,
  VERSION,
} from "../run/mod.ts";
import { deletedParts, type Deletion, zeroPixel } from "./deleted_parts.ts";
import { fineTuner } from "./fine_tuner.ts";
import type { InDomainOptions } from "./in_domain_options.ts";
import { TunedNetwork } from "./tuned_network.ts";

/** Some of the test images, with their maps. */
export interface TestBlock extends DatasetImages {
  /** Position of the first image. */
  readonly start: number;
  /** The fine-tuned network. */
  readonly model: Model;
  /** The name of the method. */
  readonly method: string;
  /** Its maps, for the labels. */
  readonly maps: readonly Float32Array[];
  /** How images go through the network. */
  readonly running: ReturnType<typeof runningOptions>;
}

/** What is deleted in fine-tuning, and what is made of the test images. */
export interface InDomainExperiment
  extends Pick<EvaluationFrame, "experiment" | "axis" | "measures" | "limits"> {
  /** The function that users call. */
  readonly call: string;
  /** The options of the experiment alone. */
  readonly settings: EvaluationFrame["settings"];
  /** Whether the fine-tuned network is explained, or the one that was given. */
  readonly explains: "tuned" | "original";
  /** What is deleted of an image of a size in fine-tuning. */
  readonly deletion: (shape: readonly [number, number]) => Deletion;
  /** By measure × point × image; and what a reader should know. */
  readonly score: (block: TestBlock) => Promise<{
    readonly values: readonly (number | null)[];
    readonly notes?: readonly string[];
  }>;
}

/**
 * Fine-tunes the network on training images with parts deleted, so that such
 * images are of its domain; scores the maps of test images; and leaves the
 * network as it was.
 */
export async function runInDomain(
  modelInput: ModelInput,
  data: RetrainingData,
  options: InDomainOptions,
  experiment: InDomainExperiment,
): Promise<Evaluation> {
  const model = asModel(modelInput);
  checkData(data, model);
  await ensureBackend();
  return await holdModels(
    [model],
    "change",
    `fine-tune "${model.name}"`,
    options,
    async ([held], options) => {
      using network = new TunedNetwork(held);
      return await scoreTuned(held, network, data, options, experiment);
    },
  );
}

async function scoreTuned(
  model: Model,
  network: TunedNetwork,
  data: RetrainingData,
  options: InDomainOptions,
  experiment: InDomainExperiment,
): Promise<Evaluation> {
  const {
    tuner = fineTuner(),
    seed = 0,
    tuningSeed = seed,
    blockSize = 50,
    signal,
  } = options;
  const { explains, score, call, settings: own, deletion, ...frame } =
    experiment;
  const [height, width, channels] = data.test.imageShape;
  signal?.throwIfAborted();
  const training = await datasetSummary(data.training, signal);
  const test = await datasetSummary(data.test, signal);
  const given: Json = settingsJson({
    network: await modelFingerprint(model),
    training: tuner === "none" ? null : training.fingerprint,
    tuner: tuner === "none" ? null : tuner.settings(),
    experiment: experiment.experiment,
    ...own,
    seed: tuningSeed,
  });
  const { folder, mapFolder = folder && `${folder}/maps` } = options;
  const key = await sha256(
    JSON.stringify([VERSION, tf.getBackend(), given]),
  );
  const tune = async () => {
    if (tuner === "none") return;
    const deleted = deletedParts(
      data.training,
      deletion([height, width]),
      zeroPixel(model, channels),
      tuningSeed,
    );
    await tuner.tune(model, deleted, {
      seed: tuningSeed,
      ...(signal && { signal }),
    });
  };
  await network.tune(new MapCache(mapFolder), key, tune, signal);
  // Other machines may have come to other weights of the same settings.
  const tuned = await modelFingerprint(model);
  const use = (state: "tuned" | "original") =>
    state === "tuned" ? network.useTuned() : network.useOriginal();
  use(explains);
  const { images } = await datasetImages(data.test, [0], model);
  const prepared = await prepareMethods(model, images, {
    ...options,
    controls: options.controls ?? controlsOf,
  });
  const { methods, backend } = prepared;
  const subject = {
    ...prepared.subject,
    images: {
      names: Array.from({ length: data.test.size }, (_, i) => `image ${i}`),
      fingerprint: test.fingerprint,
    },
  };
  const settings = {
    ...own,
    test: data.test.name,
    training: tuner === "none" ? "none" : data.training.name,
    tuned: tuner === "none" ? "before" : tuner.name,
    explained: explains === "tuned" ? "the tuned network" : "the network",
    seed,
    ...(tuningSeed !== seed && { tuningSeed }),
  };
  return await runExperiment<BlockUnit>({
    frame: {
      ...frame,
      ...subject,
      repeats: { count: 1, name: "repeat" },
      settings,
    },
    settings: settingsJson([
      given,
      tuned,
      seed,
      subject.images.fingerprint,
      frame.axis?.values ?? null,
      blockSize,
    ]),
    origin: {
      call: callText(call, subject, settings),
      backend,
      seeds: [...new Set([seed, tuningSeed])],
    },
    units: blockUnits(methods, data.test.size, blockSize),
    compute: async ({ method, start }, { cache }) => {
      const count = Math.min(blockSize, data.test.size - start);
      const indices = Array.from({ length: count }, (_, i) => start + i);
      const batch = await datasetImages(data.test, indices, model);
      use(explains);
      const maps = await methodMaps(cache, method, {
        model,
        images: batch.images,
        targets: [...batch.labels],
      });
      use("tuned");
      return await score({
        ...batch,
        start,
        model,
        method: method.name,
        maps,
        running: runningOptions(options),
      });
    },
  }, runOptionsOf(options));
}
