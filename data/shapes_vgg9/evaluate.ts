/**
 * Prints how the trained network does on held-out images of one object and of
 * two: `deno run -A data/shapes_vgg9/evaluate.ts`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { renderComposites, SHAPE_CLASSES } from "../../lib/data/shapes/mod.ts";
import { accuracy, confusion } from "./confusion.ts";
import { fileHandler } from "./file_handler.ts";
import { imagesTensor } from "./images_tensor.ts";

const HELD_OUT_SEED = 2;
const COMPOSITES = 1000;

await tf.setBackend("wasm");
const model = await tf.loadLayersModel(
  fileHandler(new URL("./", import.meta.url)),
);

const table = await confusion(model, HELD_OUT_SEED, 5000);
console.log(`one object: accuracy ${accuracy(table)}`);
console.log("true class, its recall, and the classes it is taken for");
SHAPE_CLASSES.forEach((name, i) => {
  const row = table[i]!;
  const total = row.reduce((sum, n) => sum + n, 0);
  const mistakes = row
    .map((n, j) => ({ n, name: SHAPE_CLASSES[j] }))
    .filter(({ n }, j) => j !== i && n > 0)
    .sort((a, b) => b.n - a.n)
    .map(({ n, name }) => `${name} ${n}`);
  console.log(
    name.padEnd(10),
    (row[i]! / total).toFixed(4),
    mistakes.join(", "),
  );
});

let oneOfBoth = 0;
let both = 0;
for (let start = 0; start < COMPOSITES; start += 100) {
  const { rgb, labels } = renderComposites({
    seed: HELD_OUT_SEED,
    count: 100,
    start,
  });
  const logits = tf.tidy(() => model.predict(imagesTensor(rgb)) as tf.Tensor2D);
  for (const [i, row] of (await logits.array()).entries()) {
    const shown = [labels[2 * i]!, labels[2 * i + 1]!];
    const order = row.map((_, k) => k).sort((a, b) => row[b]! - row[a]!);
    if (shown.includes(order[0]!)) oneOfBoth += 1;
    if (shown.every((k) => order.indexOf(k) < 2)) both += 1;
  }
  logits.dispose();
}
console.log(`two objects: first is one of them ${oneOfBoth / COMPOSITES}`);
console.log(`two objects: first two are both of them ${both / COMPOSITES}`);
