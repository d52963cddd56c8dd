/** Every experiment on small networks, as a table: for tests of what all owe. */
import { startBackend } from "../../lib/backend/mod.ts";
import {
  cascadingRandomization,
  classSensitivity,
  complexity,
  type CompositeSet,
  consistency,
  continuity,
  efficientMprt,
  type Evaluation,
  faithfulness,
  fFidelity,
  independentRandomization,
  inDomainDeletion,
  infidelity,
  insertionDeletion,
  irof,
  keepAndRetrain,
  localization,
  nullPlayer,
  partImportance,
  pixelPerturbation,
  randomLabels,
  randomLogit,
  removeAndRetrain,
  robustness,
  type RunOptions,
  sensitivityN,
  smoothMprt,
} from "../../lib/evaluation/mod.ts";
import { fullGrad, inputGradient } from "../../lib/methods/mod.ts";
import { scalingTuner } from "./in_domain/planted.ts";
import { checksumRetrainer, noiseDataset } from "./retraining/toy.ts";
import { tinyImages, tinyNetwork } from "./tiny_network.ts";

await startBackend("cpu");
const model = tinyNetwork();
const permuted = tinyNetwork();
const methods = { Gradient: inputGradient, FullGrad: fullGrad };
const REGIONS = Uint8Array.from({ length: 4 * 256 }, (_, at) => at % 3 % 2);

/** Runs an experiment on so many images, or with so many runs. */
export type Experiment = (
  options: RunOptions,
  count?: number,
) => Promise<Evaluation>;

/** Each by the function that users call, with the number of its units. */
export const EXPERIMENTS: Readonly<
  Record<string, readonly [number, Experiment]>
> = {
  cascadingRandomization: [
    6 * 4,
    (options, count = 2) =>
      cascadingRandomization(model, tinyImages(count), { methods, ...options }),
  ],
  independentRandomization: [
    6 * 4,
    (options, count = 2) =>
      independentRandomization(model, tinyImages(count), {
        methods,
        ...options,
      }),
  ],
  smoothMprt: [
    6 * 4,
    (options, count = 2) =>
      smoothMprt(model, tinyImages(count), { methods, samples: 2, ...options }),
  ],
  efficientMprt: [
    6,
    (options, count = 2) =>
      efficientMprt(model, tinyImages(count), { methods, ...options }),
  ],
  classSensitivity: [
    6,
    (options, count = 2) =>
      classSensitivity(model, compositesOf(count), { methods, ...options }),
  ],
  nullPlayer: [
    6,
    (options, count = 2) =>
      nullPlayer(model, compositesOf(count), { methods, ...options }),
  ],
  randomLogit: [
    6,
    (options, count = 2) =>
      randomLogit(model, tinyImages(count), { methods, ...options }),
  ],
  randomLabels: [
    6,
    (options, count = 2) =>
      randomLabels(model, tinyImages(count), { methods, permuted, ...options }),
  ],
  pixelPerturbation: [
    6,
    (options, count = 2) =>
      pixelPerturbation(model, tinyImages(count), {
        methods,
        fill: "road",
        fractions: [0.1, 0.4],
        ...options,
      }),
  ],
  localization: [
    6,
    (options, count = 2) =>
      localization(model, {
        images: tinyImages(count),
        masks: REGIONS.slice(0, 256 * count),
      }, {
        methods,
        ...options,
      }),
  ],
  complexity: [
    6,
    (options, count = 2) =>
      complexity(model, tinyImages(count), { methods, ...options }),
  ],
  robustness: [
    6,
    (options, count = 2) =>
      robustness(model, tinyImages(count), { methods, samples: 2, ...options }),
  ],
  continuity: [
    6,
    (options, count = 2) =>
      continuity(model, tinyImages(count), { methods, steps: 4, ...options }),
  ],
  consistency: [
    6,
    // One cell: all images are explained alike.
    (options, count = 2) =>
      consistency(model, tinyImages(count), { methods, cells: 1, ...options }),
  ],
  insertionDeletion: [
    6,
    (options, count = 2) =>
      insertionDeletion(model, tinyImages(count), {
        methods,
        steps: 2,
        ...options,
      }),
  ],
  sensitivityN: [
    6,
    (options, count = 2) =>
      sensitivityN(model, tinyImages(count), {
        methods,
        fractions: [0.1, 0.4],
        samples: 3,
        ...options,
      }),
  ],
  infidelity: [
    6,
    (options, count = 2) =>
      infidelity(model, tinyImages(count), { methods, samples: 3, ...options }),
  ],
  irof: [
    6,
    (options, count = 2) =>
      irof(model, smoothImages(count), { methods, segments: 9, ...options }),
  ],
  faithfulness: [
    6,
    (options, count = 2) =>
      faithfulness(model, tinyImages(count), {
        methods,
        groups: 4,
        ...options,
      }),
  ],
  partImportance: [
    6,
    (options, count = 2) =>
      partImportance(model, partedOf(count), { methods, ...options }),
  ],
  inDomainDeletion: [
    2 * 6,
    (options, count = 2) =>
      inDomainDeletion(model, dataOf(count === 1 ? 1 : 5), {
        ...TUNED,
        ...options,
      }),
  ],
  fFidelity: [
    2 * 6,
    (options, count = 2) =>
      fFidelity(model, dataOf(count === 1 ? 1 : 5), {
        ...TUNED,
        fractions: [0.2, 0.6],
        samples: 3,
        ...options,
      }),
  ],
  removeAndRetrain: [
    2 + 5 * 2,
    (options, count = 2) =>
      removeAndRetrain(model, dataOf(5), {
        ...RETRAINING,
        runs: count,
        ...options,
      }),
  ],
  keepAndRetrain: [
    2 + 5 * 2,
    (options, count = 2) =>
      keepAndRetrain(model, dataOf(5), {
        ...RETRAINING,
        runs: count,
        ...options,
      }),
  ],
};

/** Waves, which superpixels can follow. */
function smoothImages(count: number): ReturnType<typeof tinyImages> {
  return {
    data: Float32Array.from(
      { length: count * 768 },
      (_, at) => Math.sin(at / 50),
    ),
    shape: [count, 16, 16, 3],
  };
}

function compositesOf(count: number): CompositeSet {
  return {
    images: tinyImages(count),
    labels: [[0, 1] as const, [2, 3] as const].slice(0, count),
    regions: REGIONS.slice(0, 512 * count),
  };
}

/** Each image without each of its halves. */
function partedOf(count: number) {
  const images = tinyImages(count);
  return {
    images,
    parts: Array.from({ length: 2 * count }, (_, i) => ({
      image: Math.floor(i / 2),
      name: `half ${i % 2}`,
    })),
    regions: REGIONS.slice(0, 512 * count),
    removed: {
      data: Float32Array.from(
        { length: 2 * count * 768 },
        (_, at) =>
          REGIONS[Math.floor(at / 3)]
            ? 0
            : images.data[768 * Math.floor(at / 1536) + at % 768]!,
      ),
      shape: [2 * count, 16, 16, 3],
    },
  };
}

function dataOf(size: number) {
  return { training: noiseDataset(1, 40), test: noiseDataset(2, size) };
}

const TUNED = { methods, tuner: scalingTuner(1.5), blockSize: 3 };

const RETRAINING = {
  methods,
  fractions: [0.5],
  retrainer: checksumRetrainer(),
};

if (import.meta.main) {
  const [name, folder] = Deno.args as [string, string];
  const [, experiment] = EXPERIMENTS[name]!;
  await experiment({
    folder,
    onProgress: (done) => {
      if (done === 2) Deno.kill(Deno.pid, "SIGKILL");
    },
  });
}
