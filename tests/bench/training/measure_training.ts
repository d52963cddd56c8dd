/**
 * Times steps of a training, in a process of its own:
 * `measure_training.ts '{"network": …}'` runs a round for every line of input and
 * prints a {@linkcode TrainingFootprint} in the end.
 *
 * @module
 */
import process from "node:process";
import { startBackend } from "../../../lib/backend/mod.ts";
import type { Dataset } from "../../../lib/data/mod.ts";
import { Random } from "../../../lib/random/mod.ts";
import { resNet8, train, vgg9 } from "../../../lib/training/mod.ts";
import { peakMemory } from "../peak_memory.ts";
import { serveRounds } from "../serve_rounds.ts";
import type { TrainingCase, TrainingFootprint } from "./training_case.ts";

const NETWORKS = { resNet8, vgg9 } as const;

const asked: TrainingCase = JSON.parse(Deno.args[0]!);
await startBackend(asked.backend, { threads: asked.threads });
const { width, batch } = asked;
const model = NETWORKS[asked.network]({ classes: 10, width, seed: 1 });
let [begun, done] = [
  Promise.withResolvers<void>(),
  Promise.withResolvers<void>(),
];
let [steps, before] = [0, process.cpuUsage()];
// A training without end, whose steps wait until they are asked for.
train(model, noise(), {
  epochs: 1e6,
  batchSize: batch,
  onProgress: () => done.resolve(),
});
await serveRounds({
  step: async () => {
    // Of the first, weights are packed and memory grows.
    if (steps++ === 1) before = process.cpuUsage();
    begun.resolve();
    await done.promise;
    [begun, done] = [Promise.withResolvers(), Promise.withResolvers()];
  },
}, (): TrainingFootprint => {
  const { user, system } = process.cpuUsage(before);
  return {
    cpuMs: (user + system) / 1000 / (steps - 1),
    peakBytes: peakMemory(),
  };
});

/** Batches of images of noise, which cost nothing to read, once asked for. */
function noise(): Dataset {
  const random = new Random(1, 0, 0);
  const image = Float32Array.from(
    { length: batch * 32 * 32 * 3 },
    () => random.between(0, 1),
  );
  return {
    name: "noise",
    classes: Array.from("0123456789"),
    size: 100 * batch,
    imageShape: [32, 32, 3],
    read: async (indices) => {
      await begun.promise;
      return {
        pixels: image.slice(0, indices.length * 32 * 32 * 3),
        labels: Int32Array.from(indices, (index) => index % 10),
      };
    },
  };
}
