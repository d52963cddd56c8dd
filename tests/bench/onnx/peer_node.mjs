/**
 * Measures the forward pass of onnxruntime-web under Node, where it is faster
 * than in Deno: `node peer_node.mjs '{"module": …, "file": …}'` prints an
 * `OnnxMeasurement`.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import process from "node:process";

const { module, file, batch, runs, threads } = JSON.parse(process.argv[2]);
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
const times = [];
for (let round = 0; round <= runs; round++) {
  const start = performance.now();
  const outputs = await session.run({ [session.inputNames[0]]: images });
  await outputs[session.outputNames[0]].getData();
  if (round > 0) times.push(performance.now() - start);
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({
  version: onnx.env.versions.web,
  threads,
  rounds: times.length,
  ms: { forward: times[times.length >> 1] },
  peakBytes: process.resourceUsage().maxRSS * 1024,
}));
// Its threads would keep the process alive.
process.exit(0);
