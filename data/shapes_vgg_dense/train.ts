/**
 * Trains the network of this folder and writes `model.json` and
 * `weights.bin`; see `data/README.md` for the command and what came out.
 *
 * Every batch is freshly rendered, so that no image is seen twice and the
 * held-out images are simply those of another seed.
 *
 * @module
 */
import { startBackend } from "../../lib/backend/mod.ts";
import { SHAPE_CLASSES, shapesDataset } from "../../lib/data/mod.ts";
import { asModel } from "../../lib/model/mod.ts";
import { evaluateAccuracy, train } from "../../lib/training/mod.ts";
import { fileHandler } from "../shapes_vgg9/file_handler.ts";
import { PREPROCESSING } from "../shapes_vgg9/preprocessing.ts";
import { network } from "./network.ts";

const SEED = 1;
const HELD_OUT = { seed: 2, size: 5000 };
const STEPS = 2600;
const BATCH = 32;

await startBackend("fullgrad-wasm");
const layers = network(SEED);
const model = asModel(layers, { preprocessing: PREPROCESSING });
const history = await train(
  model,
  shapesDataset({ seed: SEED, size: STEPS * BATCH }),
  {
    epochs: 1,
    batchSize: BATCH,
    shuffle: false,
    optimizer: { kind: "adam" },
    schedule: { kind: "cosine", rate: 1e-3, warmUp: 100 },
  },
);
console.log(history.text);

const accuracy = await evaluateAccuracy(model, shapesDataset(HELD_OUT));
console.log(`held-out accuracy ${accuracy} of ${HELD_OUT.size} images`);
layers.setUserDefinedMetadata({
  name: "shapes_vgg_dense",
  classNames: SHAPE_CLASSES,
  preprocessing: PREPROCESSING,
  accuracy,
  accuracyImages: HELD_OUT,
  training: { seed: SEED, images: STEPS * BATCH },
});
await layers.save(fileHandler(new URL("./", import.meta.url)));
