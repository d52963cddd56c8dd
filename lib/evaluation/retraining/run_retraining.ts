import { asModel, type ModelInput } from "../../model/mod.ts";
import { datasetImages } from "../../data/mod.ts";
import { contestants } from "../comparison/mod.ts";
import { MapCache } from "../map_cache/mod.ts";
import type { FillContext } from "../perturbation/fill.ts";
import { modelFingerprint, runUnits } from "../units/mod.ts";
import { checkData } from "./check_data.ts";
import { type DatasetFacts, datasetFacts } from "./dataset_facts.ts";
import { methodRankings } from "./method_rankings.ts";
import { RankedSets } from "./ranked_sets.ts";
import { retrainer as defaultRetrainer } from "./default_retrainer.ts";
import type { RetrainingData } from "./retrainer.ts";
import { RETRAINING_COLUMNS } from "./retraining_columns.ts";
import { RETRAINING_CONTROLS } from "./retraining_controls.ts";
import { RetrainingCurves } from "./retraining_curves.ts";
import type { RetrainingOptions } from "./retraining_options.ts";
import { retrainingSettings } from "./retraining_settings.ts";
import {
  type RetrainingExperiment,
  retrainingUnits,
} from "./retraining_units.ts";

const NAMES: { readonly [K in RetrainingExperiment]: string } = {
  remove: "Remove and retrain",
  keep: "Keep and retrain",
};

/** Standard deviation of the noise of the fill `road`. */
const NOISE = 0.01;

/** Trains networks on images without some of their pixels. */
export async function runRetraining(
  experiment: RetrainingExperiment,
  modelInput: ModelInput,
  data: RetrainingData,
  options: RetrainingOptions,
): Promise<RetrainingCurves> {
  const model = asModel(modelInput);
  const settings = retrainingSettings(options);
  const { fill, target, seed } = settings;
  const { retrainer = defaultRetrainer(), signal, shard } = options;
  checkData(data, model);
  const controls = options.controls ?? RETRAINING_CONTROLS;
  const entrants = contestants({ methods: options.methods, controls }, model);
  signal?.throwIfAborted();

  const training = await datasetFacts(data.training, signal);
  const test = await datasetFacts(data.test, signal);
  const { images } = await datasetImages(data.training, [0], model);
  const rankings = await methodRankings(entrants, model, images, options);
  const cache = new MapCache(settings.mapFolder);
  const sets = new RankedSets({
    data,
    model,
    cache,
    target,
    order: experiment === "remove" ? "most" : "least",
    fill,
    context: contextOf(data, training),
    seed,
    shard,
    signal,
  });
  const finished = await runUnits({
    name: NAMES[experiment],
    settings: {
      model: await modelFingerprint(model),
      training: training.fingerprint,
      test: test.fingerprint,
      fill,
      target,
      seed,
      retrainer: await retrainer.settings(data),
    },
    columns: RETRAINING_COLUMNS,
    units: retrainingUnits({
      experiment,
      rankings,
      sets,
      retrainer,
      settings,
    }),
  }, options);
  return new RetrainingCurves({
    experiment,
    title: NAMES[experiment],
    table: finished.table,
    missing: finished.missing.length,
    methods: rankings.map(({ name, control }) => ({ name, control })),
    classes: data.training.classes.length,
    settings: {
      network: model.name,
      training: `${data.training.size} images of ${data.training.name}`,
      test: `${data.test.size} images of ${data.test.name}`,
      retrained: retrainer.name,
      fractions: settings.fractions.join(", "),
      runs: settings.runs,
      fill,
      target,
      seed,
    },
    notes: [...finished.notes, ...cache.notes],
  });
}

/** What fills need to know, in units of a pixel 0…1. */
function contextOf(
  { training: { imageShape } }: RetrainingData,
  { mean }: DatasetFacts,
): FillContext {
  return {
    shape: imageShape,
    black: mean.map(() => 0),
    mean,
    zeroNormalized: mean,
    noise: mean.map(() => NOISE),
  };
}
