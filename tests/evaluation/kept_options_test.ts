/** Results that are kept in a folder are those of the options that are given. */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { startBackend } from "../../lib/backend/mod.ts";
import type { Evaluation, RunOptions } from "../../lib/evaluation/mod.ts";
import { spearman } from "../../lib/evaluation/mod.ts";
import { inputGradient } from "../../lib/methods/mod.ts";
import { EXPERIMENTS } from "./experiments.ts";
import { scalingTuner } from "./in_domain/planted.ts";
import { checksumRetrainer } from "./retraining/toy.ts";
import { inFolder } from "./run/in_folder.ts";
import { tinyNetwork } from "./tiny_network.ts";

const REDRAW = {
  draw: "permutation",
  batchNormStatistics: "reset",
  seed: 1,
};
const RANDOMIZATION = {
  ...REDRAW,
  similarities: [spearman],
  examples: 0,
  target: "recomputed",
  steps: ["logits"],
};
const SETS = { fill: "mean", output: "probability", target: 1, seed: 1 };
const REMOVAL = {
  output: "probability",
  target: 1,
  repeats: 2,
  seed: 1,
  mean: [0.1, 0.2, 0.3],
  blurred: true,
  blockSize: 1,
};
const TUNING = {
  tuner: scalingTuner(0.5),
  seed: 1,
  tuningSeed: 1,
  blockSize: 2,
};
const RETRAINING = {
  fractions: [0.25],
  fill: "black",
  target: "label",
  runs: 1,
  seed: 1,
  blurred: true,
  retrainer: { ...checksumRetrainer(), settings: () => "other", ...constant() },
};

/** Another value of every option that an experiment has of its own. */
const OTHERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  cascadingRandomization: { ...RANDOMIZATION, order: "bottomUp" },
  independentRandomization: RANDOMIZATION,
  smoothMprt: { ...RANDOMIZATION, samples: 1, noise: 0.5 },
  efficientMprt: { ...REDRAW, examples: 0, bins: 7 },
  classSensitivity: { examples: 0, normalization: "sum" },
  nullPlayer: { examples: 0, cap: 1 },
  randomLogit: { examples: 0, similarities: [spearman], seed: 1 },
  randomLabels: {
    examples: 0,
    similarities: [spearman],
    permuted: otherNetwork(),
  },
  pixelPerturbation: {
    ...REMOVAL,
    fractions: [0.2, 0.3],
    order: "most",
    fill: "mean",
  },
  localization: { target: 1 },
  complexity: { target: 1, epsilon: 0.5, examples: 1 },
  robustness: { target: 1, samples: 1, radius: 0.5, seed: 1 },
  continuity: { target: 1, steps: 2 },
  consistency: { target: 1, cells: 16 },
  insertionDeletion: {
    ...REMOVAL,
    output: "logit",
    steps: 3,
    deletionFill: "road",
    insertionFill: "mean",
  },
  sensitivityN: { ...SETS, fractions: [0.2, 0.3], samples: 2 },
  infidelity: { ...SETS, samples: 2, side: 0.5, scale: "none" },
  irof: { ...SETS, fill: "blur", output: "logit", segments: 4 },
  faithfulness: { ...SETS, groups: 2 },
  partImportance: { target: 1, blockSize: 1 },
  inDomainDeletion: { ...TUNING, side: 2 },
  fFidelity: {
    ...TUNING,
    fractions: [0.3],
    removedShare: 0.4,
    explanationShare: 0.2,
    samples: 1,
  },
  removeAndRetrain: RETRAINING,
  keepAndRetrain: RETRAINING,
};

/** What changes no number of a method, and the methods, which have keys. */
const SHARED = [
  ["methods", "controls", "chunkSize", "signal", "onProgress"],
  ["folder", "mapFolder", "shard"],
].flat();

for (const [name, [units, experiment]] of Object.entries(EXPERIMENTS)) {
  Deno.test(`${name} on another backend takes nothing from a folder`, () =>
    inFolder(async (folder) => {
      await experiment({ folder });
      await startBackend("wasm");
      try {
        let computed = 0;
        const onProgress = () => void computed++;
        const { data } = await experiment({ folder, onProgress });
        assertEquals(computed, units);
        assert(data.provenance.backend.includes("wasm"));
      } finally {
        await startBackend("cpu");
      }
    }));

  Deno.test(`${name} with another option finds in a folder what it finds without`, () =>
    inFolder(async (folder) => {
      const others = OTHERS[name]!;
      const run = (options: object) =>
        experiment(
          {
            methods: { Gradient: inputGradient },
            controls: {},
            ...options,
          } as RunOptions,
        );
      const { message } = await assertRejects(() => run({ "-": 1 }), TypeError);
      const options = message.split("The options are ")[1]!.split(", ");
      assertEquals(
        options.filter((option) => !SHARED.includes(option)).sort(),
        Object.keys(others).sort(),
      );
      const usual = await run({ folder });
      for (const [option, value] of Object.entries(others)) {
        const kept = await run({ [option]: value, folder });
        const fresh = await run({ [option]: value });
        assertEquals(numbers(kept), numbers(fresh), option);
        assert(
          JSON.stringify(kept.data) !== JSON.stringify(usual.data),
          `${option} is the usual one`,
        );
      }
      assertEquals(numbers(await run({ folder })), numbers(usual));
    }));
}

function numbers({ data: { values, notes, panels } }: Evaluation) {
  return { values, notes, panels };
}

/** A training of other results. */
function constant() {
  return {
    retrain: () =>
      Promise.resolve({ accuracy: 0.5, trainingLoss: 1, epochs: 1 }),
  };
}

/** The network with twice its weights. */
function otherNetwork() {
  const network = tinyNetwork();
  const { layersModel } = network;
  tf.tidy(() =>
    layersModel!.setWeights(
      layersModel!.getWeights().map((weight) => tf.mul(weight, 2)),
    )
  );
  return network;
}
