/**
 * `deno task figures`: makes the pictures of the README.
 *
 * @module
 */
import {
  fullGrad,
  loadImage,
  loadModel,
  logitDifference,
  startBackend,
} from "fullgrad";
import { compareMaps } from "fullgrad/methods";

await startBackend("fullgrad-wasm");
const model = await loadModel("shapes_vgg9");
const image = await loadImage(
  new URL("../images/cat_and_fish.png", import.meta.url),
  model,
);
const figure = compareMaps({
  "FullGrad of cat": await fullGrad(model, image, { target: "cat" }),
  "FullGrad of fish": await fullGrad(model, image, { target: "fish" }),
  "FullGrad of cat − fish": await fullGrad(model, image, {
    target: logitDifference("cat", "fish"),
  }),
}, { title: "One picture, three questions" });
await Deno.writeFile(
  new URL("fullgrad.png", import.meta.url),
  await figure.toPng({ scale: 1.5 }),
);
