import { datasetImages } from "../../data/mod.ts";
import { asModel, type Model, type ModelInput } from "../../model/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import type { FillContext } from "../perturbation/mod.ts";
import {
  type Evaluation,
  limitsOf,
  type Measure,
  measure,
} from "../result/mod.ts";
import {
  callText,
  holdModels,
  prepareMethods,
  runExperiment,
  runOptionsOf,
  settingsJson,
} from "../run/mod.ts";
import {
  checkData,
  type DatasetSummary,
  datasetSummary,
} from "./dataset_summary.ts";
import { MaskedDatasets } from "./masked_datasets.ts";
import type { RetrainingData } from "./retrainer.ts";
import {
  type RetrainingOptions,
  type RetrainingSettings,
  retrainingSettings,
} from "./retraining_options.ts";
import {
  retrained,
  type RetrainingExperiment,
  seedOf,
  type TrainingUnit,
  trainingUnits,
} from "./training_units.ts";

/** What tells the two experiments apart. */
const EXPERIMENTS = {
  remove: {
    experiment: "Remove and retrain",
    call: "removeAndRetrain",
    order: "most",
    better: "lower",
  },
  keep: {
    experiment: "Keep and retrain",
    call: "keepAndRetrain",
    order: "least",
    better: "higher",
  },
} as const;

/** Standard deviation of the noise of the fill `road`. */
const NOISE = 0.01;

/** Trains networks on images without some of their pixels. */
export async function runRetraining(
  experiment: RetrainingExperiment,
  modelInput: ModelInput,
  data: RetrainingData,
  options: RetrainingOptions,
): Promise<Evaluation> {
  const settings = retrainingSettings(options);
  const model = asModel(modelInput);
  checkData(data, model);
  const action = `retrain on the maps of "${model.name}"`;
  return await holdModels(
    [model],
    "read",
    action,
    options,
    ([held], options) => retrainAll(experiment, held, data, settings, options),
  );
}

async function retrainAll(
  experiment: RetrainingExperiment,
  model: Model,
  data: RetrainingData,
  settings: RetrainingSettings,
  options: RetrainingOptions,
): Promise<Evaluation> {
  const { controls, fractions, fill, target, runs, seed, retrainer } = settings;
  const { signal, shard } = options;
  const { order, better, ...names } = EXPERIMENTS[experiment];
  signal?.throwIfAborted();
  const training = await datasetSummary(data.training, signal);
  const test = await datasetSummary(data.test, signal);
  const { images } = await datasetImages(data.training, [0], model);
  const prepared = await prepareMethods(model, images, {
    ...options,
    controls,
  });
  const { backend } = prepared;
  const sets = new MaskedDatasets({
    data,
    model,
    target,
    order,
    fill,
    context: contextOf(data, training),
    seed,
    shard,
    signal,
  });
  const subject = {
    ...prepared.subject,
    images: {
      names: [`${data.test.size} images of ${data.test.name}`],
      fingerprint: await sha256(
        JSON.stringify([training.fingerprint, test.fingerprint]),
      ),
    },
  };
  const shown = {
    training: `${data.training.size} images of ${data.training.name}`,
    retrained: retrainer.name,
    fill,
    target,
    seed,
    ...(options.blurred && { blurred: true }),
  };
  return await runExperiment<TrainingUnit>({
    frame: {
      experiment: names.experiment,
      ...subject,
      axis: {
        name: "fraction",
        meaning: `${order} salient pixels removed`,
        values: [0, ...fractions],
        scale: "linear",
        shares: true,
      },
      measures: measuresOf(better, data),
      repeats: { count: runs, name: "run" },
      settings: shown,
      limits: limitsOf([{ name: "accuracy" }]),
    },
    settings: settingsJson([
      subject.model.fingerprint,
      subject.images.fingerprint,
      fill,
      target,
      seed,
      await retrainer.settings(data),
    ]),
    origin: {
      call: callText(names.call, subject, shown),
      backend,
      seeds: Array.from({ length: runs }, (_, i) => seedOf(seed, i + 1)),
    },
    units: trainingUnits(experiment, prepared, settings),
    compute: async ({ run, masked }, { cache }) =>
      await retrained(
        settings,
        masked === undefined
          ? sets.original
          : await sets.masked(masked.method, masked.fraction, cache),
        run,
        signal,
      ),
  }, runOptionsOf(options));
}

function measuresOf(
  better: "lower" | "higher",
  { training: { classes } }: RetrainingData,
): readonly Measure[] {
  return [
    measure("accuracy", {
      better,
      note: `a guess is right in ${(100 / classes.length).toFixed(0)} %`,
    }),
    { name: "training loss", meaning: "mean loss of the last epoch" },
    { name: "epochs", meaning: "epochs trained" },
  ];
}

/** What fills need to know, in units of a pixel 0…1. */
function contextOf(
  { training: { imageShape } }: RetrainingData,
  { mean }: DatasetSummary,
): FillContext {
  return {
    shape: imageShape,
    black: mean.map(() => 0),
    mean,
    zeroNormalized: mean,
    noise: mean.map(() => NOISE),
  };
}
