/**
 * Measures one network with one size of batch, in a process of its own, so that
 * its memory is its own: `measure_network.ts '{"network": …}'` runs a round for
 * every line of input and prints a {@linkcode Footprint} in the end.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { fullGrad, inputGradient } from "../../lib/methods/mod.ts";
import { forward } from "../../lib/propagation/mod.ts";
import { forwardOperations } from "./forward_operations.ts";
import type { Case, Footprint } from "./measurement.ts";
import { NETWORKS } from "./networks/mod.ts";
import { peakMemory } from "./peak_memory.ts";
import { forwardWork, fullGradWork } from "./roofline.ts";
import { serveRounds } from "./serve_rounds.ts";

const asked: Case = JSON.parse(Deno.args[0]!);
await startBackend(asked.backend, { threads: asked.threads });
const model = NETWORKS.get(asked.network)!();
const images = tf.randomNormal<tf.Rank.R4>(
  [asked.batch, 224, 224, 3],
  0,
  1,
  "float32",
  1,
);

await serveRounds({
  forward: () => read(() => forward(model.graph, images).output),
  inputGradient: async () => void await inputGradient(model, images),
  fullGrad: async () => void await fullGrad(model, images),
}, (): Footprint => ({
  operations: asked.batch * forwardOperations(model.graph),
  work: {
    forward: forwardWork(model.graph, asked.batch),
    fullGrad: fullGradWork(model.graph, asked.batch),
  },
  tensorBytes: tf.memory().numBytes,
  heapBytes: wasmHeapBytes(),
  peakBytes: peakMemory(),
}));

/** Runs `compute` and waits for its numbers, as every method does. */
async function read(compute: () => tf.Tensor): Promise<void> {
  const output = tf.tidy(compute);
  await output.data();
  output.dispose();
}

function wasmHeapBytes(): number | null {
  const { wasm } = tf.backend() as { wasm?: { HEAPU8: Uint8Array } };
  return wasm?.HEAPU8.length ?? null;
}
