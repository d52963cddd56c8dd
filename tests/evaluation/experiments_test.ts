/** What every experiment that randomizes, pairs or retrains owes to the runner. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  cascadingRandomization,
  classSensitivity,
  complexity,
  type CompositeSet,
  efficientMprt,
  Evaluation,
  faithfulness,
  fFidelity,
  independentRandomization,
  inDomainDeletion,
  keepAndRetrain,
  localization,
  mergeResults,
  nullPlayer,
  partImportance,
  pixelPerturbation,
  randomLabels,
  randomLogit,
  removeAndRetrain,
  robustness,
  type RunOptions,
  smoothMprt,
} from "../../lib/evaluation/mod.ts";
import { fullGrad, inputGradient } from "../../lib/methods/mod.ts";
import { scalingTuner } from "./in_domain/planted.ts";
import { checksumRetrainer, DATA } from "./retraining/toy.ts";
import { inFolder, unitFiles } from "./run/in_folder.ts";
import { tinyImages, tinyNetwork } from "./tiny_network.ts";

await startBackend("cpu");
const model = tinyNetwork();
const permuted = tinyNetwork();
const images = tinyImages(2);
const methods = { Gradient: inputGradient, FullGrad: fullGrad };
const composites: CompositeSet = {
  images,
  labels: [[0, 1], [2, 3]],
  regions: Uint8Array.from({ length: 4 * 256 }, (_, at) => at % 3 % 2),
};

type Experiment = (options: RunOptions) => Promise<Evaluation>;

/** Each with the number of its units. */
const EXPERIMENTS: Readonly<Record<string, readonly [number, Experiment]>> = {
  cascadingRandomization: [
    6 * 4,
    (options) => cascadingRandomization(model, images, { methods, ...options }),
  ],
  independentRandomization: [
    6 * 4,
    (options) =>
      independentRandomization(model, images, { methods, ...options }),
  ],
  smoothMprt: [
    6 * 4,
    (options) => smoothMprt(model, images, { methods, samples: 2, ...options }),
  ],
  efficientMprt: [
    6,
    (options) => efficientMprt(model, images, { methods, ...options }),
  ],
  classSensitivity: [
    6,
    (options) => classSensitivity(model, composites, { methods, ...options }),
  ],
  nullPlayer: [
    6,
    (options) => nullPlayer(model, composites, { methods, ...options }),
  ],
  randomLogit: [
    6,
    (options) => randomLogit(model, images, { methods, ...options }),
  ],
  randomLabels: [
    6,
    (options) => randomLabels(model, images, { methods, permuted, ...options }),
  ],
  pixelPerturbation: [
    6,
    (options) =>
      pixelPerturbation(model, images, {
        methods,
        fill: "road",
        fractions: [0.1, 0.4],
        ...options,
      }),
  ],
  localization: [
    6,
    (options) =>
      localization(model, { images, masks: composites.regions.slice(0, 512) }, {
        methods,
        ...options,
      }),
  ],
  complexity: [
    6,
    (options) => complexity(model, images, { methods, ...options }),
  ],
  robustness: [
    6,
    (options) => robustness(model, images, { methods, samples: 2, ...options }),
  ],
  faithfulness: [
    6,
    (options) =>
      faithfulness(model, images, { methods, groups: 4, ...options }),
  ],
  partImportance: [
    6,
    (options) => partImportance(model, PARTED, { methods, ...options }),
  ],
  inDomainDeletion: [
    2 * 6,
    (options) => inDomainDeletion(model, DATA, { ...TUNED, ...options }),
  ],
  fFidelity: [
    2 * 6,
    (options) =>
      fFidelity(model, DATA, {
        ...TUNED,
        fractions: [0.2, 0.6],
        samples: 3,
        ...options,
      }),
  ],
  removeAndRetrain: [
    2 + 5 * 2,
    (options) => removeAndRetrain(model, DATA, { ...RETRAINING, ...options }),
  ],
  keepAndRetrain: [
    2 + 5 * 2,
    (options) => keepAndRetrain(model, DATA, { ...RETRAINING, ...options }),
  ],
};

/** Each image without each of its halves. */
const PARTED = {
  images,
  parts: [0, 0, 1, 1].map((image, i) => ({ image, name: `half ${i % 2}` })),
  regions: composites.regions,
  removed: {
    data: Float32Array.from(
      { length: 4 * 768 },
      (_, at) =>
        composites.regions[Math.floor(at / 3)]
          ? 0
          : images.data[768 * Math.floor(at / 1536) + at % 768]!,
    ),
    shape: [4, 16, 16, 3],
  },
};

const TUNED = { methods, tuner: scalingTuner(1.5), blockSize: 3 };

const RETRAINING = {
  methods,
  fractions: [0.5],
  runs: 2,
  retrainer: checksumRetrainer(),
};

/** Everything but when and where it was put together. */
function found(
  { data: { provenance: { date: _, ...origin }, ...data } }: Evaluation,
) {
  return { ...data, origin };
}

for (const [name, [units, experiment]] of Object.entries(EXPERIMENTS)) {
  Deno.test(`${name} is aborted, goes on with what is left, and says the same`, () =>
    inFolder(async (folder) => {
      const whole = await experiment({});
      const controller = new AbortController();
      const told: number[][] = [];
      await assertRejects(
        () =>
          experiment({
            folder,
            signal: controller.signal,
            onProgress: (done, total) => {
              told.push([done, total]);
              if (done === 3) controller.abort(new Error("enough"));
            },
          }),
        Error,
        "enough",
      );
      assertEquals(told, [1, 2, 3].map((done) => [done, units]));
      assertEquals(unitFiles(folder).length, 3);
      told.length = 0;
      const onProgress = (...counts: number[]) => void told.push(counts);
      const resumed = await experiment({ folder, onProgress });
      assertEquals(told.length, units - 3);
      assertEquals(found(resumed), found(whole));
      assertEquals(resumed.toCsv(), whole.toCsv());
      told.length = 0;
      const again = await experiment({ folder, onProgress });
      assertEquals([told, found(again)], [[], found(whole)]);
    }));

  Deno.test(`the shards of ${name} are joined to what one process says`, () =>
    inFolder(async (parent) => {
      const folders = [1, 2, 3].map((index) => `${parent}/${index}`);
      for (const [i, folder] of folders.entries()) {
        const shard = { index: i + 1, count: 3 };
        const part = await experiment({ folder, shard });
        assert(part.data.missing.length >= units - Math.ceil(units / 3));
      }
      const [merged, ...others] = await mergeResults(folders, `${parent}/all`);
      assertEquals(others, []);
      const whole = await experiment({});
      assertEquals(found(merged!.evaluation), found(whole));
      assertEquals(await Deno.readTextFile(merged!.csv), whole.toCsv());
      const record = await Deno.readTextFile(merged!.json);
      assertEquals(found(Evaluation.from(record)), found(whole));
    }));

  Deno.test(`${name} has a figure and a text, of its record alone`, async () => {
    const { data } = await experiment({});
    const result = Evaluation.from(JSON.stringify(data));
    assert(String(result.figure()).length > 0);
    assert(result.text.length > 1);
    assert(data.values.every((value) => value !== null));
    for (const measure of data.measures) {
      assert(Number.isFinite(result.interval("FullGrad", measure.name).mean));
    }
    const { n } = result.paired("FullGrad", "Gradient");
    assert(n >= 2);
  });
}

Deno.test("experiments on the same images share the maps of the network as it is", () =>
  inFolder(async (parent) => {
    let maps = 0;
    const counted = {
      run: (...call: Parameters<typeof inputGradient>) => {
        maps++;
        return inputGradient(...call);
      },
      name: "counted",
      options: {},
    };
    const options = {
      methods: { counted },
      controls: {},
      mapFolder: `${parent}/maps`,
    };
    const calls = async (run: () => Promise<unknown>) => {
      maps = 0;
      await run();
      return maps;
    };
    const all = { ...options, steps: ["logits"] };
    // What the method is, the original, and one step.
    assertEquals(
      await calls(() => cascadingRandomization(model, images, all)),
      3,
    );
    assertEquals(
      await calls(() => independentRandomization(model, images, all)),
      2,
    );
    assertEquals(await calls(() => efficientMprt(model, images, options)), 2);
    assertEquals(await calls(() => randomLogit(model, images, options)), 2);
    assertEquals(
      await calls(() => classSensitivity(model, composites, options)),
      3,
    );
    assertEquals(await calls(() => nullPlayer(model, composites, options)), 1);
  }));
