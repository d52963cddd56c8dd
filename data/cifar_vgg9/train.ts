/**
 * Trains the network of this folder and writes `model.json` and `weights.bin`:
 * an eighth of the paper's nine-layer VGG on a part of CIFAR-10, as remove and
 * retrain trains its own. See `data/README.md`.
 *
 * @module
 */
import { startBackend } from "../../lib/backend/mod.ts";
import { preprocessing } from "../../lib/model/mod.ts";
import { CIFAR_VGG9, DataFolder } from "../../lib/reproduction/mod.ts";
import { evaluateAccuracy, train, vgg9 } from "../../lib/training/mod.ts";
import { fileHandler } from "../shapes_vgg9/file_handler.ts";

const SEED = 0;

const [folder] = Deno.args;
if (folder === undefined) {
  throw new RangeError(
    "Cannot train without the folder of the data, the first argument",
  );
}
await startBackend();
const data = new DataFolder(folder);
await data.check("cifarTraining");
await data.check("cifarTest");
const training = await data.cifar("cifarTraining");
const test = await data.cifar("cifarTest");
const { width, ...settings } = CIFAR_VGG9;
const model = vgg9({ classes: 10, width, seed: SEED });
const history = await train(model, training, { ...settings, seed: SEED });
console.log(history.text);
const accuracy = await evaluateAccuracy(model, test);
console.log(`accuracy ${accuracy} of ${test.size} test images`);
model.setUserDefinedMetadata({
  name: "cifar_vgg9",
  classNames: training.classes,
  preprocessing: preprocessing("unit"),
  accuracy,
  training: { seed: SEED, ...CIFAR_VGG9 },
});
await model.save(fileHandler(new URL("./", import.meta.url)));
Deno.exit(0);
