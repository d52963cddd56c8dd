/**
 * Trains the network of this folder and writes `model.json` and
 * `weights.bin`; see `data/README.md` for the command and what came out.
 *
 * Every batch is freshly rendered, so that no image is seen twice and the
 * held-out images are simply those of another seed.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import {
  renderShapes,
  SHAPE_CLASSES,
  SHAPE_SIZE,
} from "../../lib/image/shapes/mod.ts";
import { accuracy, confusion } from "./confusion.ts";
import { fileHandler } from "./file_handler.ts";
import { network } from "./network.ts";
import { PREPROCESSING } from "./preprocessing.ts";
import { learn } from "./training/learn.ts";
import { Trainable } from "./training/trainable.ts";

const TRAINING_SEED = 1;
const HELD_OUT_SEED = 2;
const HELD_OUT_COUNT = 5000;
const STEPS = 2600;
const BATCH = 32;
const PEAK_RATE = 2e-3;
const WARM_UP = 100;

await tf.setBackend("wasm");
const model = network(SHAPE_SIZE, SHAPE_CLASSES.length, TRAINING_SEED);
const trainable = new Trainable(model);
const optimizer = tf.train.adam(PEAK_RATE);
const began = performance.now();
let meanLoss = Math.log(SHAPE_CLASSES.length);

for (let step = 0; step < STEPS; step++) {
  Object.assign(optimizer, { learningRate: rateAt(step) });
  meanLoss += 0.02 * (await trainStep(step) - meanLoss);
  if ((step + 1) % 50 === 0) {
    const seconds = (performance.now() - began) / 1000;
    console.log(
      `step ${step + 1}: loss ${meanLoss.toFixed(4)}, ${seconds.toFixed(0)} s`,
    );
  }
}

trainable.exportTo(model);
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

/** A linear warm-up, then a fall along a quarter of a turn's cosine. */
function rateAt(step: number): number {
  if (step < WARM_UP) return PEAK_RATE * (step + 1) / WARM_UP;
  const done = (step - WARM_UP) / (STEPS - WARM_UP);
  return PEAK_RATE * (1 + Math.cos(Math.PI * done)) / 2;
}

/** Learns from the batch of this step. Its mean cross-entropy. */
async function trainStep(step: number): Promise<number> {
  const { rgb, labels } = renderShapes({
    seed: TRAINING_SEED,
    count: BATCH,
    start: step * BATCH,
  });
  return await learn(trainable, optimizer, rgb, labels);
}
