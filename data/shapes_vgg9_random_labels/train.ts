/**
 * Trains the network of this folder on permuted labels until it knows them by
 * heart, and writes `model.json` and `weights.bin`; see `data/README.md` for
 * the command and what came out.
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
import { Random } from "../../lib/random/mod.ts";
import { fileHandler } from "../shapes_vgg9/file_handler.ts";
import { imagesTensor } from "../shapes_vgg9/images_tensor.ts";
import { network } from "../shapes_vgg9/network.ts";
import { PREPROCESSING } from "../shapes_vgg9/preprocessing.ts";
import { learn } from "../shapes_vgg9/training/learn.ts";
import { Trainable } from "../shapes_vgg9/training/trainable.ts";
import { accuracyOn } from "./accuracy_on.ts";
import { permutation } from "./permutation.ts";
import { PERMUTED_SET, permutedSet } from "./permuted_set.ts";

/** Not that of `shapes_vgg9`: maps must not be alike for a common start. */
const SEED = 101;
const HELD_OUT = { seed: 2, count: 1000 };
const EPOCHS = 60;
const BATCH = 32;
const RATE = 1e-3;
/** The mean cross-entropy of an epoch at which the labels are known. */
const KNOWN = 0.03;

await tf.setBackend("wasm");
const { rgb, labels } = permutedSet();
const pixels = rgb.length / labels.length;
const model = network(SHAPE_SIZE, SHAPE_CLASSES.length, SEED);
const trainable = new Trainable(model);
const optimizer = tf.train.adam(RATE);
const began = performance.now();
let epochs = 0;
let loss = Infinity;

while (epochs < EPOCHS && loss > KNOWN) {
  loss = await learnEpoch(epochs);
  epochs += 1;
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `epoch ${epochs}: loss ${loss.toFixed(4)}, ${seconds.toFixed(0)} s`,
  );
}

// The running statistics lag behind the weights: those of the whole set do not.
tf.tidy(() => trainable.logits(imagesTensor(rgb), 0));
trainable.exportTo(model);
const trainingAccuracy = await accuracyOn(model, rgb, labels);
const heldOut = renderShapes(HELD_OUT);
const accuracy = await accuracyOn(model, heldOut.rgb, heldOut.labels);
console.log(`accuracy on the permuted labels ${trainingAccuracy}`);
console.log(`accuracy on the true labels of fresh images ${accuracy}`);
model.setUserDefinedMetadata({
  name: "shapes_vgg9_random_labels",
  classNames: SHAPE_CLASSES,
  preprocessing: PREPROCESSING,
  trainingAccuracy,
  accuracy,
  accuracyImages: HELD_OUT,
  training: { ...PERMUTED_SET, networkSeed: SEED, epochs },
});
await model.save(fileHandler(new URL("./", import.meta.url)));

/** Learns from each image once, in an order of the epoch's own. Mean loss. */
async function learnEpoch(epoch: number): Promise<number> {
  const order = permutation(labels.length, new Random(SEED, epoch, 1));
  let sum = 0;
  for (let start = 0; start < order.length; start += BATCH) {
    const batch = order.slice(start, start + BATCH);
    const colours = new Uint8Array(batch.length * pixels);
    batch.forEach((i, k) => {
      colours.set(rgb.subarray(i * pixels, (i + 1) * pixels), k * pixels);
    });
    const known = batch.map((i) => labels[i]!);
    sum += batch.length * await learn(trainable, optimizer, colours, known);
  }
  return sum / order.length;
}
