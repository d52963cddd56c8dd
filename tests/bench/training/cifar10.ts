/**
 * Trains the nine-layer VGG network on CIFAR-10 files and prints what it
 * reached on others:
 *
 * `deno run -A tests/bench/training/cifar10.ts TRAIN.bin TEST.bin [WIDTH] [EPOCHS] [BACKEND]`
 *
 * @module
 */
import process from "node:process";
import { asModel, type BackendName, startBackend } from "fullgrad";
import { datasetPreprocessing, loadCifar10 } from "fullgrad/data";
import { evaluateAccuracy, train, vgg9 } from "fullgrad/training";

const [training, test, width = "0.25", epochs = "15", backend] = Deno.args;
if (training === undefined || test === undefined) {
  console.error("Give the files of the training and the test images.");
  Deno.exit(1);
}
const { reason } = await startBackend(backend as BackendName | undefined);
const dataset = await loadCifar10(training);
const held = await loadCifar10(test);
const model = asModel(
  vgg9({ classes: dataset.classes.length, width: Number(width), seed: 1 }),
  {
    classNames: dataset.classes,
    preprocessing: await datasetPreprocessing(dataset),
  },
);
const steps = Math.ceil(dataset.size / 64);
const history = await train(model, dataset, {
  epochs: Number(epochs),
  augmentation: { flip: true, crop: 4 },
  seed: 1,
  onProgress: (done, total) => {
    if (done % steps === 0) console.error(`${done} of ${total} steps`);
  },
});
console.log(`${reason}. ${history.text}`);
console.log(
  history.data.epochs.map(({ loss, accuracy }) =>
    `${loss.toFixed(4)} ${accuracy.toFixed(4)}`
  ).join("\n"),
);
console.log(`test accuracy ${await evaluateAccuracy(model, held)}`);
const { user, system } = process.cpuUsage();
console.log(`CPU seconds ${((user + system) / 1e6).toFixed(0)}`);
