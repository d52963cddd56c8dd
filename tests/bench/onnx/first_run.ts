/**
 * Reads an ONNX file and runs it once with onnxruntime-web, in a fresh process:
 * `first_run.ts PATH THREADS` prints a {@linkcode FirstAnswer}.
 *
 * @module
 */
import * as onnx from "onnxruntime-web";
import { startSession } from "../../onnx/start_session.ts";
import type { FirstAnswer } from "./loading.ts";
import { noise, SHAPE } from "./noise.ts";

const [path, threads] = Deno.args;
const start = performance.now();
const session = await startSession(await Deno.readFile(path!), Number(threads));
const loaded = performance.now();
const [height, width, channels] = SHAPE;
const image = new onnx.Tensor(noise(), [1, channels, height, width]);
const outputs = await session.run({ [session.inputNames[0]!]: image });
await outputs[session.outputNames[0]!]!.getData();
const answer: FirstAnswer = {
  load: loaded - start,
  first: performance.now() - loaded,
};
console.log(JSON.stringify(answer));
// Its threads would keep the process alive.
Deno.exit(0);
