/**
 * `deno task demo`: explains the embedded network's decision on the embedded
 * image, prints the numbers and writes the figures.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { explainImage } from "./explain_image.ts";

const image = new URL("../../data/images/boat.png", import.meta.url);

await explainImage({
  model: "shapes_vgg9",
  image: fileURLToPath(image),
  method: "fullGrad",
  out: "out",
  json: false,
});
