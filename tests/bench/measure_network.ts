/**
 * Measures one network with one size of batch, in a process of its own, so that
 * its memory is its own: `measure_network.ts '{"network": …}'` prints a
 * {@linkcode Measurement}.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { median } from "d3-array";
import { startBackend } from "../../lib/backend/mod.ts";
import { fullGrad, inputGradient } from "../../lib/methods/mod.ts";
import { forward } from "../../lib/propagation/mod.ts";
import { forwardOperations } from "./forward_operations.ts";
import type { Case, Measurement } from "./measurement.ts";
import { NETWORKS } from "./networks/mod.ts";
import { peakMemory } from "./peak_memory.ts";
import { timeRounds } from "./time_rounds.ts";

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

const times = await timeRounds({
  forward: () => read(() => forward(model.graph, images).output),
  inputGradient: async () => void await inputGradient(model, images),
  fullGrad: async () => void await fullGrad(model, images),
}, asked.runs);

const measurement: Measurement = {
  network: asked.network,
  batch: asked.batch,
  backend: asked.backend,
  rounds: times.forward.length,
  ms: {
    forward: median(times.forward)!,
    inputGradient: median(times.inputGradient)!,
    fullGrad: median(times.fullGrad)!,
  },
  perForward: {
    inputGradient: medianQuotient(times.inputGradient, times.forward),
    fullGrad: medianQuotient(times.fullGrad, times.forward),
  },
  operations: asked.batch * forwardOperations(model.graph),
  tensorBytes: tf.memory().numBytes,
  heapBytes: wasmHeapBytes(),
  peakBytes: peakMemory(),
};
console.log(JSON.stringify(measurement));

/** Runs `compute` and waits for its numbers, as every method does. */
async function read(compute: () => tf.Tensor): Promise<void> {
  const output = tf.tidy(compute);
  await output.data();
  output.dispose();
}

function medianQuotient(
  above: readonly number[],
  below: readonly number[],
): number {
  return median(above.map((value, i) => value / below[i]!))!;
}

function wasmHeapBytes(): number | null {
  const { wasm } = tf.backend() as { wasm?: { HEAPU8: Uint8Array } };
  return wasm?.HEAPU8.length ?? null;
}
