/**
 * What is saved where work is not done twice, as ratios within a round:
 * `deno run -A tests/bench/less_work.ts [case …] [--threads 2] [--rounds 3]`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { median } from "d3-array";
import { parseArgs } from "node:util";
import { startBackend } from "../../lib/backend/mod.ts";
import { classShares } from "../../lib/decomposition/mod.ts";
import type { Images } from "../../lib/image/mod.ts";
import { asModel, type Model } from "../../lib/model/mod.ts";
import {
  backward,
  explainChangedOutputs,
  explainOutputs,
  forward,
} from "../../lib/propagation/mod.ts";
import { formatTable } from "./format_table.ts";
import { resnet50, vgg16 } from "./networks/mod.ts";
import { type Tasks, timeRounds } from "./time_rounds.ts";

/** Two ways to the same numbers, or a task and the unit it is measured in. */
interface Comparison {
  /** What the ratio is called. */
  readonly ratio: string;
  readonly tasks: () => Tasks<"above" | "below">;
}

const CASES: Readonly<Record<string, Comparison>> = {
  "class shares": {
    ratio: "all 1,000 classes of ResNet-50 / its forward pass",
    tasks: () => {
      const model = asModel(resnet50());
      const image = noise(1);
      return {
        above: async () => void await classShares(model, image),
        below: () => forwardPass(model, image),
      };
    },
  },
  "deleted patches": {
    ratio: "16 deleted patches of VGG-16, whole passes / what they reach",
    tasks: () => {
      const model = asModel(vgg16());
      const base = noise(1).dataSync() as Float32Array;
      const images = deletedPatches(base);
      const bases = images.names.map(() => base);
      return {
        above: async () => void await explainOutputs(model, images, {}),
        below: async () =>
          void await explainChangedOutputs(model, images, bases, {}),
      };
    },
  },
  "recomputed maps": {
    ratio: "ResNet-50 forward and back, maps computed again / kept",
    tasks: () => {
      const { graph } = asModel(resnet50());
      const image = noise(1);
      const pass = (recompute: boolean) => async () => {
        let most = 0;
        const before = tf.memory().numBytes;
        const g = tf.tidy(() => {
          const record = forward(graph, image, { recompute });
          return backward(record, tf.ones([1, 1000]), {
            visit: () => most = Math.max(most, tf.memory().numBytes - before),
          });
        });
        await g.data();
        g.dispose();
        MEGABYTES.set(recompute, most / 1e6);
      };
      return { above: pass(true), below: pass(false) };
    },
  },
};

/** Of feature maps and gradients at most, recomputed or not. */
const MEGABYTES = new Map<boolean, number>();

/** Copies of an image, each with one of 4 × 4 patches set to 0. */
function deletedPatches(base: Float32Array): Images {
  const values = new Float32Array(DELETED_PATCHES * base.length);
  for (let patch = 0; patch < DELETED_PATCHES; patch++) {
    const copy = values.subarray(
      patch * base.length,
      (patch + 1) * base.length,
    );
    copy.set(base);
    for (let row = 0; row < 56; row++) {
      const at = (Math.floor(patch / 4) * 56 + row) * 224 + patch % 4 * 56;
      copy.fill(0, 3 * at, 3 * (at + 56));
    }
  }
  return {
    values,
    shape: [DELETED_PATCHES, 224, 224, 3],
    rgb: new Uint8Array(values.length),
    names: Array.from({ length: DELETED_PATCHES }, (_, i) => `patch ${i}`),
  };
}

const DELETED_PATCHES = 16;

const { values, positionals } = parseArgs({
  options: {
    threads: { type: "string", default: "2" },
    rounds: { type: "string", default: "3" },
  },
  allowPositionals: true,
});
await startBackend("fullgrad-wasm", { threads: Number(values.threads) });
const rows: string[][] = [];
for (const [name, { ratio, tasks }] of Object.entries(CASES)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const { above, below } = await timeRounds(tasks(), Number(values.rounds));
  const quotients = above.map((time, i) => time / below[i]!);
  rows.push([
    ratio,
    median(quotients)!.toFixed(2),
    median(above)!.toFixed(0),
    median(below)!.toFixed(0),
  ]);
  tf.disposeVariables();
}
for (const [recompute, megabytes] of MEGABYTES) {
  console.log(
    `${megabytes.toFixed(1)} MB of maps, ${recompute ? "recomputed" : "kept"}`,
  );
}
console.log(formatTable([["", "ratio", "ms above", "ms below"], ...rows]));

function noise(count: number): tf.Tensor4D {
  return tf.randomNormal([count, 224, 224, 3], 0, 1, "float32", 1);
}

async function forwardPass({ graph }: Model, image: tf.Tensor): Promise<void> {
  const output = tf.tidy(() => forward(graph, image).output);
  await output.data();
  output.dispose();
}
