/**
 * Trains the network of this folder on permuted labels until it knows them by
 * heart, and writes `model.json` and `weights.bin`; see `data/README.md` for
 * the command and what came out.
 *
 * @module
 */
import { startBackend } from "../../lib/backend/mod.ts";
import { SHAPE_CLASSES, shapesDataset } from "../../lib/data/mod.ts";
import { asModel } from "../../lib/model/mod.ts";
import {
  evaluateAccuracy,
  recomputeStatistics,
  train,
} from "../../lib/training/mod.ts";
import { fileHandler } from "../shapes_vgg9/file_handler.ts";
import { network } from "../shapes_vgg9/network.ts";
import { PREPROCESSING } from "../shapes_vgg9/preprocessing.ts";
import { PERMUTED_SET, permutedDataset } from "./permuted_dataset.ts";

/** Not that of `shapes_vgg9`: maps must not be alike for a common start. */
const SEED = 101;
const HELD_OUT = { seed: 2, count: 1000 };

await startBackend("wasm");
const dataset = await permutedDataset();
const layersModel = network(SEED);
const model = asModel(layersModel, { preprocessing: PREPROCESSING });
const history = await train(model, dataset, {
  epochs: 60,
  batchSize: 32,
  optimizer: { kind: "adam" },
  schedule: { kind: "constant", rate: 1e-3 },
  // The mean cross-entropy of an epoch at which the labels are known.
  earlyStop: { of: "loss", goal: 0.03 },
  statisticsMomentum: 0.98,
  seed: SEED,
});
console.log(history.text);
await recomputeStatistics(model, dataset, { batchSize: dataset.size });

const trainingAccuracy = await evaluateAccuracy(model, dataset);
const accuracy = await evaluateAccuracy(
  model,
  shapesDataset({ seed: HELD_OUT.seed, size: HELD_OUT.count }),
);
console.log(`accuracy on the permuted labels ${trainingAccuracy}`);
console.log(`accuracy on the true labels of fresh images ${accuracy}`);
layersModel.setUserDefinedMetadata({
  name: "shapes_vgg9_random_labels",
  classNames: SHAPE_CLASSES,
  preprocessing: PREPROCESSING,
  trainingAccuracy,
  accuracy,
  accuracyImages: HELD_OUT,
  training: {
    ...PERMUTED_SET,
    networkSeed: SEED,
    epochs: history.data.epochs.length,
  },
});
await layersModel.save(fileHandler(new URL("./", import.meta.url)));
