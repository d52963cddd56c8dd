/**
 * Times pixel perturbation, in a process of its own:
 * `measure_perturbation.ts '{"images": …}'` runs a round for every line of input.
 *
 * @module
 */
import { startBackend } from "../../../lib/backend/mod.ts";
import { pixelPerturbation } from "../../../lib/evaluation/mod.ts";
import { renderShapes } from "../../../lib/data/mod.ts";
import { fullGrad, randomMap } from "../../../lib/methods/mod.ts";
import { loadModel } from "../../../lib/model/mod.ts";
import { serveRounds } from "../serve_rounds.ts";
import type { PerturbationCase } from "./bench_perturbation.ts";

const { images, threads, fractions }: PerturbationCase = JSON.parse(
  Deno.args[0]!,
);
await startBackend("fullgrad-wasm", { threads });
const model = await loadModel("shapes_vgg9");
const { rgb } = renderShapes({ seed: 1, count: images });

await serveRounds({
  perturbation: async () =>
    void await pixelPerturbation(model, {
      data: rgb,
      shape: [images, 64, 64, 3],
    }, {
      methods: { fullGrad },
      controls: { randomMap },
      fractions,
      order: "least",
      repeats: 1,
      onProgress: () => {},
    }),
}, () => ({}));
