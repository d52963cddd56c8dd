/** A path or URL is an image, wherever images are taken. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { biasGradients, fullGradients } from "../../lib/decomposition/mod.ts";
import {
  cascadingRandomization,
  compareMethods,
  pixelPerturbation,
  randomLogit,
} from "../../lib/evaluation/mod.ts";
import { loadImage, toImages } from "../../lib/image/mod.ts";
import { ensemble, fullGrad, METHODS } from "../../lib/methods/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { BOAT } from "../cli/run_cli.ts";
import { withFolder } from "../model/saved_model.ts";

await startBackend("fullgrad-wasm");
const model = await loadModel("shapes_vgg9");
const image = await loadImage(BOAT, model);
const bytes = await Deno.readFile(BOAT);

Deno.test("every way to name an image file gives the map of the loaded image", async () => {
  const { values } = await fullGrad(model, image);
  const sources = [
    BOAT,
    pathToFileURL(BOAT),
    pathToFileURL(BOAT).href,
    [BOAT],
    bytes,
    bytes.buffer,
    new File([bytes], "boat.png"),
  ];
  for (const source of sources) {
    const map = await fullGrad(model, source);
    assertEquals(map.values, values);
    assertEquals(map.images.rgb, image.rgb, "the figure is over the picture");
    const isNamed = source !== bytes && source !== bytes.buffer;
    assertEquals(map.images.names, [isNamed ? "boat.png" : "image 1"]);
  }
});

Deno.test("a list of files is a batch in its order", async () => {
  const fish = join(BOAT, "../cat_and_fish.png");
  const { images } = await biasGradients(model, [fish, BOAT, bytes]);
  assertEquals(images.names, ["cat_and_fish.png", "boat.png", "image 3"]);
  assertEquals(images.values.slice(64 * 64 * 3), repeated(image.values));
});

function repeated(values: Float32Array): Float32Array {
  return Float32Array.of(...values, ...values);
}

Deno.test("every method and the experiments take a path", async () => {
  for (const [name, { run, needs }] of Object.entries(METHODS)) {
    if (needs.includes("attention")) continue;
    const map = await run(model, BOAT);
    assertEquals(map.images.names, ["boat.png"], name);
  }
  const methods = { fullGrad };
  assertEquals(
    (await ensemble(methods)(model, BOAT)).images.names,
    ["boat.png"],
  );
  assertEquals((await fullGradients(model, BOAT)).images.names, ["boat.png"]);
  await compareMethods(model, BOAT, { methods });
  await pixelPerturbation(model, BOAT, { methods, fractions: [0.1] });
  await randomLogit(model, BOAT, { methods });
  await cascadingRandomization(model, BOAT, { methods });
});

Deno.test("what fails names the file, and leaves nothing behind", () =>
  withFolder(async (folder) => {
    const cut = join(folder, "cut.png");
    await Deno.writeFile(cut, bytes.subarray(0, 200));
    const missing = join(folder, "none.png");
    const tensors = tf.memory().numTensors;
    const wrong = [
      [[BOAT, cut], SyntaxError, cut],
      [[BOAT, missing], Deno.errors.NotFound, missing],
      [folder, Deno.errors.IsADirectory, "loadImageFolder"],
      [[BOAT, 3], TypeError, "current value is 3"],
      [[], TypeError, "shape must be"],
    ] as const;
    for (const [input, type, message] of wrong) {
      // @ts-expect-error What cells give is not checked by the compiler.
      const explained = fullGrad(model, input);
      await assertRejects(() => explained, type, message);
    }
    assertEquals(tf.memory().numTensors, tensors);
  }));

Deno.test("signal and limits end the reading of files", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(() => fullGrad(model, BOAT, { signal }), Error, "enough");
  const limit = { byteLimit: 100 };
  await assertRejects(() => toImages(BOAT, model, limit), RangeError, "100");
  const small = { pixelLimit: 100 };
  await assertRejects(() => toImages([BOAT], model, small), RangeError, "100");
  assert((await toImages(BOAT, model)).values.length > 0);
});
