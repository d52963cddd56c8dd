/**
 * Times steps of a training, in a process of its own:
 * `measure_training.ts '{"network": …}'` prints a {@linkcode TrainingMeasurement}.
 *
 * @module
 */
import { median } from "d3-array";
import process from "node:process";
import { startBackend } from "../../../lib/backend/mod.ts";
import type { Dataset } from "../../../lib/data/mod.ts";
import { Random } from "../../../lib/random/mod.ts";
import { resNet8, train, vgg9 } from "../../../lib/training/mod.ts";
import { peakMemory } from "../peak_memory.ts";
import type { TrainingCase, TrainingMeasurement } from "./training_case.ts";

const NETWORKS = { resNet8, vgg9 } as const;
/** Steps in which weights are packed and memory grows, not counted. */
const FIRST = 2;

const asked: TrainingCase = JSON.parse(Deno.args[0]!);
await startBackend(asked.backend, { threads: asked.threads });
const { width, batch } = asked;
const model = NETWORKS[asked.network]({ classes: 10, width, seed: 1 });
const times: number[] = [];
let [last, before] = [0, process.cpuUsage()];
await train(model, noise(batch * (asked.steps + FIRST)), {
  epochs: 1,
  batchSize: batch,
  onProgress: (done) => {
    const now = performance.now();
    if (done > FIRST) times.push(now - last);
    if (done === FIRST) before = process.cpuUsage();
    last = now;
  },
});
const { user, system } = process.cpuUsage(before);
const measurement: TrainingMeasurement = {
  ms: median(times)!,
  cpuMs: (user + system) / 1000 / times.length,
  peakBytes: peakMemory(),
};
console.log(JSON.stringify(measurement));

/** Images of noise, which cost nothing to read. */
function noise(size: number): Dataset {
  const random = new Random(1, 0, 0);
  const image = Float32Array.from(
    { length: batch * 32 * 32 * 3 },
    () => random.between(0, 1),
  );
  return {
    name: "noise",
    classes: Array.from("0123456789"),
    size,
    imageShape: [32, 32, 3],
    read: (indices) =>
      Promise.resolve({
        pixels: image.slice(0, indices.length * 32 * 32 * 3),
        labels: Int32Array.from(indices, (index) => index % 10),
      }),
  };
}
