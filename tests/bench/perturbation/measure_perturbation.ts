/**
 * Times pixel perturbation, in a process of its own:
 * `measure_perturbation.ts '{"images": …}'` prints a
 * {@linkcode PerturbationMeasurement}.
 *
 * @module
 */
import { startBackend } from "../../../lib/backend/mod.ts";
import { pixelPerturbation } from "../../../lib/evaluation/mod.ts";
import { renderShapes } from "../../../lib/data/mod.ts";
import { fullGrad, randomMap } from "../../../lib/methods/mod.ts";
import { loadModel } from "../../../lib/model/mod.ts";
import type {
  PerturbationCase,
  PerturbationMeasurement,
} from "./bench_perturbation.ts";

const { images, threads, fractions }: PerturbationCase = JSON.parse(
  Deno.args[0]!,
);
await startBackend("fullgrad-wasm", { threads });
const model = await loadModel("shapes_vgg9");

/** Seconds for `count` images. */
async function run(count: number): Promise<number> {
  const { rgb } = renderShapes({ seed: 1, count });
  const start = performance.now();
  await pixelPerturbation(model, { data: rgb, shape: [count, 64, 64, 3] }, {
    methods: { fullGrad },
    controls: { randomMap },
    fractions,
    order: "least",
    repeats: 1,
    onProgress: () => {},
  });
  return (performance.now() - start) / 1000;
}

await run(8);
const measurement: PerturbationMeasurement = { seconds: await run(images) };
console.log(JSON.stringify(measurement));
