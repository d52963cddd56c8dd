/**
 * Measures the forward pass of onnxruntime-web under Node, where it is faster
 * than in Deno: `node peer_node.mjs '{"module": …, "file": …}'` runs a round for
 * every line of input.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";

const { module, file, batch, threads } = JSON.parse(process.argv[2]);
const onnx = await import(module);
onnx.env.wasm.numThreads = threads;
const session = await onnx.InferenceSession.create(readFileSync(file), {
  executionProviders: ["wasm"],
});
const shape = [batch, 3, 224, 224];
const noise = Float32Array.from(
  { length: batch * 3 * 224 * 224 },
  () => 2 * Math.random() - 1,
);
const images = new onnx.Tensor(noise, shape);
const lines = createInterface({ input: process.stdin });
console.log(JSON.stringify(await round()));
for await (const _ of lines) console.log(JSON.stringify(await round()));
console.log(JSON.stringify({
  version: onnx.env.versions.web,
  threads,
  peakBytes: process.resourceUsage().maxRSS * 1024,
}));
// Its threads would keep the process alive.
process.exit(0);

async function round() {
  await run();
  const start = performance.now();
  let [count, spent] = [0, 0];
  while (spent < 100) {
    await run();
    count++;
    spent = performance.now() - start;
  }
  return { forward: spent / count };
}

async function run() {
  const outputs = await session.run({ [session.inputNames[0]]: images });
  await outputs[session.outputNames[0]].getData();
}
