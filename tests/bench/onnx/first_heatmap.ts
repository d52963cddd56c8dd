/**
 * Reads an ONNX file and makes its first heatmap, in a fresh process:
 * `first_heatmap.ts PATH THREADS` prints a {@linkcode FirstAnswer}.
 *
 * @module
 */
import { startBackend } from "../../../lib/backend/mod.ts";
import { fullGrad } from "../../../lib/methods/mod.ts";
import { loadModel } from "../../../lib/model/mod.ts";
import type { FirstAnswer } from "./loading.ts";
import { noise, SHAPE } from "./noise.ts";

const [path, threads] = Deno.args;
const start = performance.now();
await startBackend("fullgrad-wasm", { threads: Number(threads) });
const model = await loadModel(path!);
const loaded = performance.now();
const [height, width, channels] = SHAPE;
await fullGrad(model, { data: noise(), shape: [1, height, width, channels] });
const answer: FirstAnswer = {
  load: loaded - start,
  first: performance.now() - loaded,
};
console.log(JSON.stringify(answer));
Deno.exit(0);
