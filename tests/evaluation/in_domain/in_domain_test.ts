/** IDSDS and F-Fidelity: identities, limits, second derivations, a known answer. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import { datasetImages } from "../../../lib/data/mod.ts";
import {
  type Evaluation,
  fFidelity,
  fineTuner,
  inDomainDeletion,
  pixelPerturbation,
  removeAndRetrain,
  retrainer,
  type RunOptions,
  type Tuner,
} from "../../../lib/evaluation/mod.ts";
import {
  deletedParts,
  patchesOf,
  zeroPixel,
} from "../../../lib/evaluation/in_domain/deleted_parts.ts";
import {
  fullGrad,
  inputGradient,
  inputTimesGradient,
} from "../../../lib/methods/mod.ts";
import { networkInput } from "../../../lib/data/mod.ts";
import { absolute, signed } from "../../../lib/aggregation/mod.ts";
import { DATA, noiseDataset } from "../retraining/toy.ts";
import { preprocessing } from "../../../lib/model/mod.ts";
import { asModel } from "../../../lib/model/mod.ts";
import { predict } from "../../../lib/propagation/mod.ts";
import { inFolder } from "../run/in_folder.ts";
import { tinyNetwork, weightsOf } from "../tiny_network.ts";
import {
  degradedTruth,
  patchOf,
  plantedData,
  plantedNetwork,
  RANKING,
  scalingTuner,
  SIDE,
} from "./planted.ts";

await startBackend("cpu");

const TEST = plantedData(2, 40, 1);
const PLANTED = { training: plantedData(1, 64, 1), test: TEST };
const LIGHT = fineTuner({
  epochs: 2,
  schedule: { kind: "constant", rate: 1e-3 },
});

function means(result: Evaluation, measure: string): readonly number[] {
  return Object.keys(RANKING).map((name) =>
    result.interval(name, measure).mean
  );
}

const falls = (values: readonly number[]) =>
  values.every((value, i) => i === 0 || value < values[i - 1]!);

Deno.test("IDSDS of what a bias-free linear network adds up is 1, tuned or not; FullGrad has one term there", async () => {
  const model = plantedNetwork();
  for (const tuner of ["none", scalingTuner(3)] as const) {
    const result = await inDomainDeletion(model, PLANTED, {
      methods: {
        truth: degradedTruth(0),
        product: { run: inputTimesGradient, options: { magnitude: signed } },
        magnitude: {
          run: inputTimesGradient,
          options: { magnitude: absolute },
        },
      },
      controls: {},
      tuner,
    });
    for (const method of ["truth", "product"]) {
      for (const [value] of [result.values(method, "IDSDS")]) {
        value!.forEach((x) => assertAlmostEquals(x!, 1, 1e-9));
      }
    }
    assert(result.interval("magnitude", "IDSDS").mean < 0.9);
  }
  const { images } = await datasetImages(TEST, [0, 1], model);
  const map = await fullGrad(model, images);
  for (const { output, inputTerm, biasTerm } of map.completeness!) {
    assertAlmostEquals(inputTerm, output, 1e-5);
    assertEquals(biasTerm, 0);
  }
});

Deno.test("IDSDS is what plain loops say", async () => {
  const model = tinyNetwork();
  const result = await inDomainDeletion(model, DATA, {
    methods: {
      gradient: { run: inputGradient, options: { magnitude: signed } },
    },
    controls: {},
    tuner: "none",
    blockSize: 2,
  });
  const indices = [0, 1, 2, 3, 4];
  const { images, labels } = await datasetImages(DATA.test, indices, model);
  const map = await inputGradient(model, images, {
    magnitude: signed,
    target: [...labels],
  });
  const logitOf = (values: Float32Array, label: number) =>
    tf.tidy(() =>
      ((model.layersModel!.predict(
        tf.tensor4d(values, [1, 16, 16, 3]),
      ) as tf.Tensor).arraySync() as number[][])[0]![label]!
    );
  for (const i of indices) {
    const image = images.values.slice(i * 768, (i + 1) * 768);
    const [drops, sums, sizes] = [[], [], []] as [number[], number[], number[]];
    for (let row = 0; row < 16; row += 4) {
      for (let column = 0; column < 16; column += 4) {
        const changed = image.slice();
        let [sum, size] = [0, 0];
        for (let y = row; y < row + 4; y++) {
          for (let x = column; x < column + 4; x++) {
            for (let c = 0; c < 3; c++) changed[3 * (16 * y + x) + c] = 0;
            sum += map.at(i)[16 * y + x]!;
            size += Math.abs(map.at(i)[16 * y + x]!);
          }
        }
        drops.push(logitOf(image, labels[i]!) - logitOf(changed, labels[i]!));
        sums.push(sum);
        sizes.push(size);
      }
    }
    assertAlmostEquals(
      result.values("gradient", "IDSDS")[0]![i]!,
      spearmanWithoutTies(sums, drops),
      1e-9,
    );
    assertAlmostEquals(
      result.values("gradient", "IDSDS, absolute")[0]![i]!,
      spearmanWithoutTies(sizes, drops),
      1e-9,
    );
  }
});

/** `1 − 6 Σ d² / (n (n² − 1))`. */
function spearmanWithoutTies(a: readonly number[], b: readonly number[]) {
  const rank = (values: readonly number[], x: number) =>
    values.filter((y) => y < x).length;
  const n = a.length;
  const sum = a.reduce(
    (sum, x, i) => sum + (rank(a, x) - rank(b, b[i]!)) ** 2,
    0,
  );
  return 1 - 6 * sum / (n * (n ** 2 - 1));
}

Deno.test("a map without any order has no IDSDS, and is counted by method, measure and block", async () => {
  const drawn = (name: string, value: (pixel: number) => number) => ({
    run: async (...call: Parameters<typeof inputGradient>) => {
      const map = await inputGradient(...call);
      map.values.forEach((_, at) => map.values[at] = value(at % SIDE ** 2));
      return map;
    },
    name,
    options: {},
  });
  const result = await inDomainDeletion(
    plantedNetwork(),
    PLANTED,
    {
      methods: {
        gray: drawn("gray", () => 1),
        white: drawn("white", () => 2),
        // Of order as it is, of none by its magnitude.
        signs: drawn("signs", (pixel) => patchOf(pixel) < 8 ? 1 : -1),
      },
      controls: {},
      tuner: "none",
      blockSize: 20,
    },
  );
  assertEquals(result.values("gray")[0], Array(40).fill(null));
  assert(!result.values("signs")[0]!.includes(null));
  const said = [
    ["IDSDS", "gray"],
    ["IDSDS, absolute", "gray"],
    ["IDSDS", "white"],
    ["IDSDS, absolute", "white"],
    ["IDSDS, absolute", "signs"],
  ];
  assertEquals(
    result.data.notes,
    said.map(([measure, method]) =>
      `${measure} of ${method} is missing, and does not count, where the map or the drops are without any order (20 of images 0 to 19; 20 of images 20 to 39)`
    ),
  );
});

Deno.test("a planted ranking is recovered by IDSDS and by F-Fidelity, after fine-tuning, and not by ROAR", async () => {
  const model = plantedNetwork();
  const before = await weightsOf(model);
  const common = { methods: RANKING, controls: {}, tuner: LIGHT };
  const single = await inDomainDeletion(model, PLANTED, common);
  assert(falls(means(single, "IDSDS")), `${means(single, "IDSDS")}`);
  const removal = await fFidelity(model, PLANTED, {
    ...common,
    fractions: [0.15, 0.3],
    removedShare: 0.3,
    explanationShare: 1,
    samples: 10,
  });
  for (const measure of ["FFid+", "drop+"]) {
    assert(falls(means(removal, measure)), `${means(removal, measure)}`);
  }
  for (const measure of ["FFid−", "drop−"]) {
    const least = means(removal, measure).map((value) => -value);
    assert(falls(least), `${measure} ${least}`);
  }
  assertEquals(await weightsOf(model), before);
  // The other patches say the label, too: without those that the network looks
  // at, a new one is as right as without any others.
  const loud = {
    training: plantedData(3, 128, 0.3),
    test: plantedData(4, 100, 0.3),
  };
  const retrained = await removeAndRetrain(model, loud, {
    methods: RANKING,
    controls: {},
    fractions: [0.5],
    runs: 2,
    retrainer: retrainer({
      name: "dense",
      network: ({ seed }) =>
        tf.sequential({
          layers: [
            tf.layers.flatten({ inputShape: [8, 8, 1] }),
            tf.layers.dense({
              units: 2,
              kernelInitializer: tf.initializers.glorotNormal({ seed }),
            }),
          ],
        }),
      optimizer: { kind: "adam" },
      schedule: { kind: "constant", rate: 0.03 },
      epochs: 20,
      batchSize: 32,
    }),
  });
  const accuracies = Object.keys(RANKING).map((name) =>
    retrained.interval(name, "accuracy", { at: 0.5 }).mean
  );
  // Lower is better, and all are alike: a random map is as good as the truth.
  assert(accuracies.every((accuracy) => accuracy > 0.95), `${accuracies}`);
  assert(Math.abs(accuracies[0]! - accuracies.at(-1)!) < 0.03, `${accuracies}`);
});

Deno.test("F-Fidelity that may remove all is pixel perturbation; that may remove nothing, 0", async () => {
  const model = plantedNetwork();
  const fractions = [0.25, 0.5, 1];
  const options = {
    methods: { truth: degradedTruth(0.5) },
    controls: {},
    tuner: "none",
    fractions,
    samples: 2,
  } as const;
  const all = await fFidelity(model, PLANTED, {
    ...options,
    removedShare: 1,
    explanationShare: 1,
  });
  const { images, labels } = await datasetImages(
    TEST,
    [...Array(TEST.size).keys()],
    model,
  );
  const plain = await pixelPerturbation(model, images, {
    ...{ methods: { truth: degradedTruth(0.5) }, controls: {}, fractions },
    fill: "zeroNormalized",
    output: "probability",
    target: [...labels],
    repeats: 1,
  });
  const whole = plain.values("truth", "f(x)");
  for (const [measure, order] of [["drop+", "most"], ["drop−", "least"]]) {
    const after = plain.values("truth", `${order} salient first, output`);
    // Ties within a patch fall otherwise: sets of whole patches are compared.
    all.values("truth", measure).forEach((images, point) =>
      images.forEach((drop, i) =>
        assertAlmostEquals(
          drop!,
          whole[point]![i]! - after[point]![i]!,
          1e-5,
        )
      )
    );
  }
  const none = await fFidelity(model, PLANTED, { ...options, removedShare: 0 });
  assert(none.data.values.every((value) => Math.abs(value!) < 1e-9));
});

Deno.test("F-Fidelity's probabilities are those of the network's head, and its classes", async () => {
  const sizes = { single: 1, perClass: 4, regressor: 1 } as const;
  for (const [name, units] of Object.entries(sizes)) {
    const layersModel = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [16, 16, 3] }),
        tf.layers.dense({
          units,
          kernelInitializer: tf.initializers.randomNormal({ seed: 3 }),
          biasInitializer: tf.initializers.constant({ value: 0.3 }),
          activation: name === "regressor" ? "linear" : "sigmoid",
        }),
      ],
    });
    const model = asModel(layersModel, {
      preprocessing: preprocessing("unit", [16, 16, 3]),
    });
    const classes = name === "perClass" ? 4 : 2;
    const noise = noiseDataset(7, 4);
    const test: typeof noise = {
      ...noise,
      classes: noise.classes.slice(0, classes),
      read: async (indices) => {
        const { pixels, labels } = await noise.read(indices);
        return { pixels, labels: labels.map((label) => label % classes) };
      },
    };
    // All of every image is removed.
    const run = fFidelity(model, { training: test, test }, {
      methods: { gradient: inputTimesGradient },
      controls: {},
      tuner: "none",
      fractions: [1],
      removedShare: 1,
      explanationShare: 1,
      samples: 1,
    });
    if (name === "regressor") {
      await assertRejects(() => run, RangeError);
    } else {
      const { images, labels } = await datasetImages(test, [0, 1, 2, 3], model);
      const of = async (values: Float32Array) => {
        const found = await predict(model, { ...images, values });
        return [...labels].map((label, i) =>
          found.top(i, classes).find((each) => each.class === label)!
            .probability
        );
      };
      const [whole, none] = [
        await of(images.values),
        await of(new Float32Array(images.values.length)),
      ];
      (await run).values("gradient", "drop+")[0]!.forEach((drop, i) =>
        assertAlmostEquals(drop!, whole[i]! - none[i]!, 1e-5, name)
      );
    }
    layersModel.dispose();
  }
});

Deno.test("F-Fidelity's mean over subsets is, within its error, that over all of them", async () => {
  const model = plantedNetwork();
  const samples = 3000;
  const one = { ...PLANTED, test: plantedData(2, 1, 1) };
  const result = await fFidelity(model, one, {
    methods: { truth: degradedTruth(0.5) },
    controls: {},
    tuner: "none",
    fractions: [4 / 64],
    removedShare: 1,
    explanationShare: 0.5,
    samples,
  });
  const { images, labels } = await datasetImages(one.test, [0], model);
  const map = await degradedTruth(0.5).run(model, images, {
    target: [...labels],
  });
  const most = [...map.at(0).keys()].sort((a, b) =>
    map.at(0)[b]! - map.at(0)[a]!
  )
    .slice(0, 4);
  const probability = (values: Float32Array) =>
    tf.tidy(() =>
      (tf.softmax(
        model.layersModel!.predict(
          tf.tensor4d(values, [1, 8, 8, 1]),
        ) as tf.Tensor,
      ).arraySync() as number[][])[0]![labels[0]!]!
    );
  const after = Array.from({ length: 16 }, (_, subset) => {
    const changed = images.values.slice();
    most.forEach((pixel, k) => {
      if (subset >> k & 1) changed[pixel] = 0;
    });
    return probability(changed);
  });
  const mean = after.reduce((sum, p) => sum + p, 0) / 16;
  const spread = Math.sqrt(
    after.reduce((sum, p) => sum + (p - mean) ** 2, 0) / 16,
  );
  const expected = probability(images.values.slice()) - mean;
  const [[found]] = result.values("truth", "drop+") as [[number]];
  assert(Math.abs(found - expected) < 5 * spread / Math.sqrt(samples) + 1e-6);
});

Deno.test("fine-tuning sees other deleted parts in every epoch, the same for the same seed, 0 after normalization", async () => {
  const preprocessing = {
    scale: 1 / 255,
    mean: [0.2, 0.4, 0.6],
    std: [0.5, 0.25, 0.2],
    channelOrder: "bgr",
  } as const;
  const base = noiseDataset(1, 6);
  const patches = patchesOf([16, 16], 4);
  const made = (seed: number) =>
    deletedParts(
      base,
      (random) => random.pick(patches),
      zeroPixel({ preprocessing }, 3),
      seed,
    );
  const all = [0, 1, 2, 3, 4, 5];
  const [first, second, other] = [made(1), made(1), made(2)];
  const [one, two] = [await first.read(all), await first.read(all)];
  assertEquals(await second.read(all), one);
  assertEquals(await second.read(all), two);
  assert(one.pixels.some((value, i) => value !== two.pixels[i]));
  assert((await other.read(all)).pixels.some((x, i) => x !== one.pixels[i]));
  const values = networkInput(one.pixels, preprocessing);
  const plain = networkInput((await base.read(all)).pixels, preprocessing);
  for (const i of all) {
    let gone = 0;
    for (let at = i * 768; at < (i + 1) * 768; at++) {
      if (values[at] === plain[at]) continue;
      assert(Math.abs(values[at]!) < 1e-6);
      gone++;
    }
    assertEquals(gone, 4 * 4 * 3);
  }
});

Deno.test("patches cover every pixel once, also where the sides do not divide", () => {
  for (const [height, width, side] of [[8, 8, 4], [7, 10, 3], [5, 4, 4]]) {
    const patches = patchesOf([height!, width!], side!);
    const count = new Uint8Array(height! * width!);
    for (const patch of patches) patch.forEach((x, i) => count[i]! += x);
    assert(count.every((times) => times === 1));
    assert(patches.every((patch) => patch.includes(1)));
  }
});

/** A network of large images, of which few fit into a batch. */
function largeNetwork() {
  const side = 128;
  const model = asModel(
    tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [side, side, 3] }),
        tf.layers.dense({
          units: 4,
          kernelInitializer: tf.initializers.randomNormal({ seed: 3 }),
        }),
      ],
    }),
    { preprocessing: preprocessing("unit", [side, side, 3]) },
  );
  const noise = noiseDataset(7, 12);
  const test: typeof noise = {
    ...noise,
    imageShape: [side, side, 3],
    // Every pixel of the noise as a square.
    read: async (indices) => {
      const { pixels, labels } = await noise.read(indices);
      const large = new Float32Array(indices.length * side * side * 3);
      for (let at = 0; at < large.length; at++) {
        const [c, x] = [at % 3, Math.floor(at / 3) % side];
        const y = Math.floor(at / 3 / side) % side;
        const i = Math.floor(at / 3 / side / side);
        large[at] = pixels[((i * 16 + (y >> 3)) * 16 + (x >> 3)) * 3 + c]!;
      }
      return { pixels: large, labels };
    },
  };
  return { model, data: { training: test, test } };
}

Deno.test("changed images are made a few megabytes at a time, whatever their number, to the same numbers", async () => {
  const { model, data } = largeNetwork();
  const common = {
    methods: { gradient: inputTimesGradient },
    controls: {},
    tuner: "none",
  } as const;
  const fidelity = { ...common, fractions: [0.5] };
  const experiments = [
    (blockSize: number) =>
      inDomainDeletion(model, data, { ...common, blockSize }),
    (blockSize: number) =>
      fFidelity(model, data, { ...fidelity, samples: 60, blockSize }),
  ];
  for (const run of experiments) {
    const apart = await run(1);
    const { result, bytes } = await largestArray(() => run(12));
    assert(bytes <= 16e6, `${bytes}`);
    apart.data.values.forEach((value, i) =>
      assertAlmostEquals(result.data.values[i]!, value!, 1e-6)
    );
  }
});

/** What a work returns, and the bytes of its largest array of float32. */
async function largestArray<T>(work: () => Promise<T>) {
  const { Float32Array } = globalThis;
  let bytes = 0;
  globalThis.Float32Array = new Proxy(Float32Array, {
    construct(target, args, kind) {
      const made = Reflect.construct(target, args, kind);
      bytes = Math.max(bytes, made.byteLength);
      return made;
    },
  });
  try {
    return { result: await work(), bytes };
  } finally {
    globalThis.Float32Array = Float32Array;
  }
}

/** Fine-tunes slowly, as what its settings do not say. */
function secretTuner(factor: number, tuned?: () => void): Tuner {
  const { tune } = scalingTuner(factor, tuned);
  return {
    name: "secret",
    settings: () => "secret",
    async tune(...call) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await tune(...call);
    },
  };
}

Deno.test("shards of a folder fine-tune once, and explain one network", () =>
  inFolder(async (folder) => {
    for (const experiment of [inDomainDeletion, fFidelity]) {
      let [tunings, factor] = [0, 1];
      const run = (where: RunOptions) =>
        experiment(plantedNetwork(), PLANTED, {
          methods: { truth: degradedTruth(0.5) },
          controls: {},
          blockSize: 10,
          // As on machines that are not alike, other weights come of each.
          tuner: secretTuner(++factor, () => tunings++),
          ...where,
        });
      const where = { folder: `${folder}/${experiment.name}` };
      await Promise.all(
        [1, 2, 3].map((index) => run({ ...where, shard: { index, count: 3 } })),
      );
      assertEquals(tunings, 1);
      const { data } = await run(where);
      assertEquals([tunings, data.missing], [1, []]);
      assertEquals(
        [...Deno.readDirSync(where.folder)].filter(({ name }) =>
          name.endsWith(".lease")
        ),
        [],
      );
    }
  }));

Deno.test("units of another fine-tuned network do not count, also where the given one is explained", () =>
  inFolder(async (folder) => {
    const run = (factor: number, where: RunOptions = {}) =>
      fFidelity(plantedNetwork(), PLANTED, {
        methods: { truth: degradedTruth(0.5) },
        controls: {},
        samples: 5,
        tuner: secretTuner(factor),
        ...where,
      });
    await run(3, { folder, mapFolder: `${folder}/one` });
    const other = await run(0.1, { folder, mapFolder: `${folder}/other` });
    assertEquals(other.data.values, (await run(0.1)).data.values);
  }));

Deno.test("a seed for removal alone leaves the fine-tuned network as it is", () =>
  inFolder(async (folder) => {
    const seeds: number[] = [];
    const tuner = scalingTuner(2);
    const run = async (options: { seed?: number; tuningSeed?: number }) =>
      (await fFidelity(plantedNetwork(), PLANTED, {
        methods: { truth: degradedTruth(0.5) },
        controls: {},
        samples: 5,
        folder,
        tuner: {
          ...tuner,
          tune: (model, dataset, options) => {
            seeds.push(options.seed);
            return tuner.tune(model, dataset, options);
          },
        },
        ...options,
      })).data;
    const first = await run({});
    const [other, again] = [
      await run({ seed: 100, tuningSeed: 0 }),
      await run({ seed: 0, tuningSeed: 0 }),
    ];
    assertEquals(seeds, [0]);
    assertEquals(again.values, first.values);
    assert(other.values.some((value, i) => value !== first.values[i]));
    await run({ seed: 100 });
    assertEquals(seeds, [0, 100]);
  }));

Deno.test("options of in-domain deletion and F-Fidelity are checked at the door", async () => {
  const model = plantedNetwork();
  const methods = { truth: degradedTruth(0) };
  const cases = [
    [inDomainDeletion, { side: 1 }, RangeError],
    [inDomainDeletion, { side: 65 }, RangeError],
    [inDomainDeletion, { tuner: "any" }, TypeError],
    [inDomainDeletion, { fractions: [0.5] }, TypeError],
    [fFidelity, { fractions: [0, 0.5] }, RangeError],
    [fFidelity, { removedShare: 2 }, RangeError],
    [fFidelity, { samples: 0 }, RangeError],
  ] as const;
  for (const [experiment, options, kind] of cases) {
    await assertRejects(
      () => experiment(model, PLANTED, { methods, ...options } as never),
      kind,
    );
  }
});
