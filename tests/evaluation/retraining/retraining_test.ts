import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import type { Bundle } from "../../../lib/display/mod.ts";
import {
  keepAndRetrain,
  removeAndRetrain,
  RETRAINING_CONTROLS,
  type RetrainingData,
  type RetrainingOptions,
} from "../../../lib/evaluation/mod.ts";
import { asModel } from "../../../lib/model/mod.ts";
import { resNet8, vgg9 } from "../../../lib/training/mod.ts";
import { tinyNetwork } from "../tiny_network.ts";
import { inFolder, unitFiles } from "../run/in_folder.ts";
import {
  allPixels,
  checksumRetrainer,
  DATA,
  noiseDataset,
  redness,
} from "./toy.ts";

await startBackend("cpu");
const model = tinyNetwork();
const quick: RetrainingOptions = {
  methods: { Red: redness(1) },
  controls: {},
  fractions: [0.25],
  runs: 1,
  retrainer: checksumRetrainer(),
};

/** What the retrainer gets, by the order of its calls. */
async function dataSeen(
  experiment: typeof removeAndRetrain,
  options: Partial<RetrainingOptions>,
  data = DATA,
): Promise<{ training: Float32Array[]; test: Float32Array[]; seed: number }[]> {
  const seen: {
    training: Float32Array[];
    test: Float32Array[];
    seed: number;
  }[] = [];
  await experiment(model, data, {
    ...quick,
    ...options,
    retrainer: checksumRetrainer(async ({ training, test }, seed) => {
      seen.push({
        training: await allPixels(training),
        test: await allPixels(test),
        seed,
      });
    }),
  });
  return seen;
}

/** What a notebook shows, as HTML. */
async function shown(curves: object): Promise<string> {
  const bundle = await (curves as Record<symbol, () => Promise<Bundle>>)[
    Symbol.for("Jupyter.display")
  ]!();
  return String(bundle["text/html"]);
}

/** Which pixels of an image differ from the original. */
function changed(image: Float32Array, original: Float32Array): number[] {
  return [...Array(256).keys()].filter((i) =>
    [0, 1, 2].some((c) => image[3 * i + c] !== original[3 * i + c])
  );
}

/** The positions of the pixels by their red, least first. */
function byRed(image: Float32Array): number[] {
  return [...Array(256).keys()].sort((a, b) => image[3 * a]! - image[3 * b]!);
}

function sorted(positions: readonly number[]): number[] {
  return positions.toSorted((a, b) => a - b);
}

Deno.test("removeAndRetrain takes the most salient pixels of every image, keepAndRetrain the least", async () => {
  for (
    const [experiment, factor, most] of [
      [removeAndRetrain, 1, true],
      [keepAndRetrain, 1, false],
      [removeAndRetrain, -1, false],
      [keepAndRetrain, -1, true],
    ] as const
  ) {
    const [whole, part] = await dataSeen(experiment, {
      methods: { Red: redness(factor) },
      fractions: [0.25],
    });
    for (const set of ["training", "test"] as const) {
      const originals = await allPixels(DATA[set]);
      assertEquals(whole![set], originals);
      part![set].forEach((image, i) => {
        const order = byRed(originals[i]!);
        const expected = most ? order.slice(-64) : order.slice(0, 64);
        assertEquals(changed(image, originals[i]!), sorted(expected));
      });
    }
  }
});

Deno.test("removed pixels get the mean colour of the training set; all of them leave a blank image", async () => {
  const originals = await allPixels(DATA.training);
  const mean = [0, 1, 2].map((c) =>
    originals.reduce(
      (sum, image) =>
        sum + image.reduce((s, v, i) => i % 3 === c ? s + v : s, 0),
      0,
    ) / (256 * originals.length)
  );
  for (const experiment of [removeAndRetrain, keepAndRetrain]) {
    const [, blank] = await dataSeen(experiment, { fractions: [1] });
    for (const image of [...blank!.training, ...blank!.test]) {
      image.forEach((value, i) =>
        assertAlmostEquals(value, mean[i % 3]!, 1e-6)
      );
    }
  }
});

Deno.test("the same pixels go with every fill, and a constant map takes random ones", async () => {
  const originals = await allPixels(DATA.test);
  const gone = async (options: Partial<RetrainingOptions>) => {
    const [, part] = await dataSeen(removeAndRetrain, options);
    return part!.test.map((image, i) => changed(image, originals[i]!));
  };
  const mean = await gone({});
  for (const fill of ["black", "blur", "road"] as const) {
    assertEquals(await gone({ fill }), mean);
  }
  const constant = { methods: { none: redness(0) }, fractions: [0.5] };
  const some = await gone(constant);
  assert(some.every((positions) => positions.length === 128));
  assertEquals(new Set(some.map(String)).size, some.length);
  assertEquals(await gone(constant), some);
  assert(String(await gone({ ...constant, seed: 5 })) !== String(some));
});

Deno.test("target says which class is explained: the network's own, or the true one", async () => {
  const targets = async (target: "predicted" | "label") => {
    const seen: unknown[] = [];
    const red = redness(1);
    await removeAndRetrain(model, DATA, {
      ...quick,
      target,
      methods: {
        Red: (model, images, options) => {
          seen.push(options?.target);
          return red.run(model, images, options);
        },
      },
    });
    // The first call asks for the settings.
    return seen.slice(1);
  };
  const labels = (start: number, count: number) =>
    Array.from({ length: count }, (_, i) => (start + i) % 4);
  assertEquals(await targets("predicted"), [undefined, undefined, undefined]);
  assertEquals(await targets("label"), [
    labels(0, 32),
    labels(32, 8),
    labels(0, 5),
  ]);
});

Deno.test("every method meets the same seeds, and every run another", async () => {
  const seen = await dataSeen(removeAndRetrain, {
    methods: { A: redness(1), B: redness(-1) },
    fractions: [0.5, 0.25],
    runs: 2,
  });
  const seeds = seen.map(({ seed }) => seed);
  assertEquals(seeds.length, 2 + 2 * 2 * 2);
  assertEquals(new Set(seeds).size, 2);
  assertEquals(seeds.slice(0, 2), seeds.slice(2, 4));
});

Deno.test("networks of different runs have no initial weights in common", async () => {
  const seen = await dataSeen(removeAndRetrain, { runs: 4 });
  const seeds = new Set(seen.map(({ seed }) => seed));
  assertEquals(seeds.size, 4);
  for (const make of [vgg9, resNet8]) {
    const drawn: string[] = [];
    for (const seed of seeds) {
      const network = make({ classes: 4, width: 0.1, seed });
      for (const weight of network.weights) {
        if (!weight.originalName.includes("kernel")) continue;
        const [a, b, c] = await weight.read().data();
        // What was drawn, whatever it was scaled by.
        drawn.push(`${(a! / b!).toFixed(4)} ${(b! / c!).toFixed(4)}`);
      }
      network.dispose();
    }
    assert(drawn.length >= 4 * 8);
    assertEquals(new Set(drawn).size, drawn.length);
  }
});

Deno.test("the result has every training, by method, fraction and run", async () => {
  const curves = await removeAndRetrain(model, DATA, {
    ...quick,
    controls: RETRAINING_CONTROLS,
    fractions: [0.5, 0.1],
    runs: 3,
  });
  const { methods, axis, measures, repeats } = curves.data;
  assertEquals(methods.map(({ name, control }) => [name, control]), [
    ["Red", false],
    ["Random", true],
    ["Blurred random", true],
    ["Sobel edges", true],
  ]);
  assertEquals(axis!.values, [0, 0.1, 0.5]);
  assertEquals(repeats, { count: 3, name: "run" });
  assertEquals(
    measures.map(({ name, better }) => [name, better]),
    [["accuracy", "lower"], ["training loss", undefined], [
      "epochs",
      undefined,
    ]],
  );
  // A row for every method, share and run.
  const { rows } = curves.table();
  assertEquals(rows.length, 4 * 3 * 3);
  const accuracies = (name: string, fraction: number) =>
    rows.filter((row) => row[0] === name && row[2] === fraction)
      .map((row) => row[6] as number);
  // What is trained on whole images is every method's.
  assertEquals(accuracies("Random", 0), accuracies("Red", 0));
  const half = accuracies("Red", 0.5);
  assertEquals(new Set(half).size, 3);
  const [, , mean] = curves.intervals("Red", "accuracy");
  assertAlmostEquals(mean!.mean, half.reduce((sum, x) => sum + x) / 3);
  const { data } = await curves.figure().plotly();
  assert(data.some(({ name }) => name === "Blurred random"));
  assertMatch(await shown(curves), /data-state/);
  assert(curves.text.some((line) => line.includes("2304.13836")));
  await assertRejects(
    () => Promise.try(() => curves.values("Blue")),
    RangeError,
    "must be one of Red",
  );
});

Deno.test("a killed or aborted run goes on and ends with the same numbers", () =>
  inFolder(async (folder) => {
    const options = { ...quick, fractions: [0.25, 0.5], runs: 2 };
    const controller = new AbortController();
    await assertRejects(() =>
      removeAndRetrain(model, DATA, {
        ...options,
        folder,
        signal: controller.signal,
        onProgress: (done) => done === 3 && controller.abort(),
      })
    );
    let [calls, trainings] = [0, 0];
    const resumed = await removeAndRetrain(model, DATA, {
      ...options,
      folder,
      methods: { Red: redness(1, (images) => calls += images) },
      retrainer: checksumRetrainer(() => void trainings++),
    });
    assertEquals(trainings, 2 + 4 - 3);
    const uninterrupted = await removeAndRetrain(model, DATA, options);
    assertEquals(resumed.data.values, uninterrupted.data.values);
    // One image for its settings; every map was kept.
    assertEquals(calls, 1);
  }));

Deno.test("maps are computed once, and a damaged one again, without another number", () =>
  inFolder(async (folder) => {
    const calls: number[] = [];
    const options = {
      ...quick,
      methods: { Red: redness(1, (images) => void calls.push(images)) },
      mapFolder: `${folder}/maps`,
    };
    const first = await removeAndRetrain(model, DATA, options);
    // One image for its settings, two blocks of training images, one of test.
    assertEquals(calls.splice(0), [1, 32, 8, 5]);
    const again = await removeAndRetrain(model, DATA, options);
    assertEquals(calls.splice(0), [1]);
    assertEquals(again.data.values, first.data.values);
    await keepAndRetrain(model, DATA, options);
    assertEquals(calls.splice(0), [1]);
    for (const { name } of Deno.readDirSync(`${folder}/maps`)) {
      for (const file of Deno.readDirSync(`${folder}/maps/${name}`)) {
        await Deno.truncate(`${folder}/maps/${name}/${file.name}`, 300);
      }
    }
    const repaired = await removeAndRetrain(model, DATA, options);
    assertEquals(calls.splice(0), [1, 32, 8, 5]);
    assertEquals(repaired.data.values, first.data.values);
    assert(repaired.data.notes.some((note) => note.includes("were damaged")));
  }));

Deno.test("remove and keep share trainings on whole images, and more runs go on", () =>
  inFolder(async (folder) => {
    let trainings = 0;
    const options = {
      ...quick,
      folder,
      retrainer: checksumRetrainer(() => void trainings++),
    };
    await removeAndRetrain(model, DATA, options);
    assertEquals(trainings, 2);
    await keepAndRetrain(model, DATA, options);
    assertEquals(trainings, 3);
    await removeAndRetrain(model, DATA, { ...options, runs: 2 });
    assertEquals(trainings, 5);
    await removeAndRetrain(model, DATA, {
      ...options,
      methods: { Red: redness(2), Blue: redness(-1) },
    });
    assertEquals(trainings, 7);
    assertEquals(unitFiles(folder).length, 7);
  }));

Deno.test("nothing is taken up from other images, another network or other options", () =>
  inFolder(async (folder) => {
    let trainings = 0;
    const options = {
      ...quick,
      folder,
      retrainer: checksumRetrainer(() => void trainings++),
    };
    await removeAndRetrain(model, DATA, options);
    const otherNetwork = tinyNetwork();
    const [weight, ...weights] = otherNetwork.layersModel!.getWeights();
    otherNetwork.layersModel!.setWeights([tf.add(weight!, 1e-3), ...weights]);
    const others: [typeof model, RetrainingData, Partial<RetrainingOptions>][] =
      [
        [otherNetwork, DATA, {}],
        [model, { ...DATA, training: noiseDataset(3, 40) }, {}],
        [model, { ...DATA, test: noiseDataset(2, 6) }, {}],
        [model, DATA, { fill: "black" }],
        [model, DATA, { target: "label" }],
        [model, DATA, { seed: 1 }],
        [model, DATA, {
          retrainer: { ...options.retrainer, settings: () => "other" },
        }],
      ];
    for (const [network, data, other] of others) {
      trainings = 0;
      await removeAndRetrain(network, data, { ...options, ...other });
      if (other.retrainer === undefined) assertEquals(trainings, 2);
    }
    assertEquals(unitFiles(folder).length, 2 * (1 + others.length));
  }));

Deno.test("shards that share a folder share maps and trainings", () =>
  inFolder(async (folder) => {
    const options = { ...quick, fractions: [0.25, 0.5], runs: 2 };
    const calls: number[] = [];
    let trainings = 0;
    const missing: number[] = [];
    for (const index of [1, 2, 3]) {
      const curves = await removeAndRetrain(model, DATA, {
        ...options,
        methods: { Red: redness(1, (images) => void calls.push(images)) },
        retrainer: checksumRetrainer(() => void trainings++),
        folder,
        shard: { index, count: 3 },
      });
      missing.push(curves.data.missing.length);
      const unfinished = /Of other processes \d+ unit/.test(
        await shown(curves),
      );
      assertEquals(unfinished, index < 2);
    }
    // The second one takes what nobody else does.
    assertEquals(missing, [4, 0, 0]);
    assertEquals(trainings, 6);
    assertEquals(calls.filter((images) => images > 1), [32, 8, 5]);
    const whole = await removeAndRetrain(model, DATA, options);
    const joined = await removeAndRetrain(model, DATA, { ...options, folder });
    assertEquals(joined.data.values, whole.data.values);
  }));

Deno.test("what cannot be is refused before anything is explained", async () => {
  const refused: [Partial<RetrainingOptions>, string][] = [
    [{ fractions: [] }, "fractions"],
    [{ fractions: [0] }, "fractions"],
    [{ fractions: [0.5, 0.5] }, "fractions"],
    [{ fractions: [1.1] }, "fractions"],
    [{ runs: 0 }, "runs"],
    [{ runs: 1.5 }, "runs"],
    [{ seed: NaN }, "seed"],
    [{ fill: "zeroNormalized" as never }, "fill"],
    [{ target: "other" as never }, "target"],
    [{ methods: {} }, "at least one"],
    [{ shard: { index: 3, count: 2 } }, "1 ≤ i ≤ n"],
  ];
  for (const [options, message] of refused) {
    await assertRejects(
      () => removeAndRetrain(model, DATA, { ...quick, ...options }),
      RangeError,
      message,
    );
  }
  const wide = { ...DATA.test, imageShape: [16, 17, 3] as const };
  await assertRejects(
    () => removeAndRetrain(model, { ...DATA, test: wide }, quick),
    TypeError,
    "same size",
  );
  await assertRejects(
    () => removeAndRetrain(model, { training: wide, test: wide }, quick),
    TypeError,
    "16×16×3",
  );
  const others = { ...DATA.test, classes: ["a", "b"] };
  await assertRejects(
    () => removeAndRetrain(model, { ...DATA, test: others }, quick),
    TypeError,
    "same classes",
  );
  const [first, second, ...rest] = DATA.training.classes;
  const swapped = { classes: [second!, first!, ...rest] };
  await assertRejects(
    () =>
      removeAndRetrain(model, {
        ...DATA,
        test: { ...DATA.test, ...swapped },
      }, quick),
    TypeError,
    "labels must mean the same classes: 0 is",
  );
  const { classes } = DATA.training;
  const network = asModel(model, { classNames: swapped.classes });
  for (const run of [removeAndRetrain, keepAndRetrain]) {
    await assertRejects(
      () => run(network, DATA, quick),
      TypeError,
      `0 is "${classes[0]}" in ${DATA.training.name} and "${classes[1]}"`,
    );
  }
  await assertRejects(
    () => removeAndRetrain(model, { ...DATA, test: noiseDataset(1, 0) }, quick),
    RangeError,
    "at least one image",
  );
  await assertRejects(
    () =>
      removeAndRetrain(model, DATA, {
        ...quick,
        retrainer: {
          name: "wrong",
          settings: () => null,
          retrain: () => Promise.resolve({ accuracy: NaN }),
        },
      }),
    RangeError,
    "must be in [0, 1]",
  );
});

Deno.test("what a shard has finished is drawn and printed", () =>
  inFolder(async (folder) => {
    for (const index of [1, 2]) {
      const part = await removeAndRetrain(model, DATA, {
        ...quick,
        methods: { Red: redness(1), Blue: redness(-1) },
        fractions: [0.25, 0.75],
        runs: 3,
        folder: `${folder}/${index}`,
        shard: { index, count: 2 },
      });
      assert(part.data.missing.length > 0);
      assertMatch(
        String(part),
        /Of other processes \d+ units not finished/,
      );
      assertMatch(await shown(part), /not finished/);
    }
  }));
