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
import { train } from "../../lib/training/mod.ts";
import { accuracy, confusion } from "./confusion.ts";
import { fileHandler } from "./file_handler.ts";
import { network } from "./network.ts";
import { PREPROCESSING } from "./preprocessing.ts";

const TRAINING_SEED = 1;
const HELD_OUT_SEED = 2;
const HELD_OUT_COUNT = 5000;
const STEPS = 2600;
const BATCH = 32;

await startBackend("wasm");
const model = network(TRAINING_SEED);
const history = await train(
  asModel(model, { preprocessing: PREPROCESSING }),
  shapesDataset({ seed: TRAINING_SEED, size: STEPS * BATCH }),
  {
    epochs: 1,
    batchSize: BATCH,
    shuffle: false,
    optimizer: { kind: "adam" },
    schedule: { kind: "cosine", rate: 2e-3, warmUp: 100 },
    statisticsMomentum: 0.98,
  },
);
console.log(history.text);

const table = await confusion(model, HELD_OUT_SEED, HELD_OUT_COUNT);
console.log(`held-out accuracy ${accuracy(table)} of ${HELD_OUT_COUNT} images`);
console.log("rows: true class, columns: predicted class");
SHAPE_CLASSES.forEach((name, i) => {
  console.log(name.padEnd(10), ...table[i]!.map((n) => `${n}`.padStart(4)));
});
model.setUserDefinedMetadata({
  name: "shapes_vgg9",
  classNames: SHAPE_CLASSES,
  preprocessing: PREPROCESSING,
  accuracy: accuracy(table),
  accuracyImages: { seed: HELD_OUT_SEED, count: HELD_OUT_COUNT },
  training: { seed: TRAINING_SEED, images: STEPS * BATCH },
});
await model.save(fileHandler(new URL("./", import.meta.url)));
