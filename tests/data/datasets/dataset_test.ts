import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  type Dataset,
  datasetImages,
  datasetPreprocessing,
  loadCifar10,
  loadCifar100,
  loadMnist,
  networkInput,
  renderShapes,
  shapesDataset,
  subset,
} from "../../../lib/data/mod.ts";
import { toImages } from "../../../lib/image/mod.ts";

Deno.test("shapesDataset() has the images of renderShapes()", async () => {
  const dataset = shapesDataset({ seed: 4, size: 6, start: 10 });
  const { rgb, labels } = renderShapes({ seed: 4, count: 1, start: 13 });
  const read = await dataset.read([3]);
  assertEquals(read.labels[0], labels[0]);
  assertEquals(read.pixels, Float32Array.from(rgb, (byte) => byte / 255));
  await assertRejects(() => dataset.read([6]), RangeError, "in 0…5");
  assertThrows(() => shapesDataset({ seed: -1, size: 1 }), RangeError, "seed");
  assertThrows(() => shapesDataset({ seed: 1, size: 0 }), RangeError, "size");
  assertThrows(
    () => shapesDataset({ seed: 1, size: 2 ** 32, start: 1 }),
    RangeError,
    "must add up to at most 4294967296: current values are 1 and 4294967296",
  );
  const wrong: readonly (readonly [options: unknown, says: string])[] = [
    [{ seed: 1, count: 3 }, 'no option "count"'],
    [
      { seed: 1 },
      "size must be a positive integer: current value is undefined",
    ],
    [{ size: 1 }, "seed must be an integer in 0…4294967295"],
    [{ seed: "1", size: 1 }, "seed must be an integer"],
    [undefined, "options must be an object"],
  ];
  for (const [options, says] of wrong) {
    assertThrows(() => shapesDataset(options as never), TypeError, says);
  }
});

Deno.test("subset() reads the images that it names", async () => {
  const whole = shapesDataset({ seed: 1, size: 8 });
  const indices = [5, 2, 5];
  const part = subset(whole, indices);
  indices[0] = 7;
  assertEquals(await part.read([0, 1, 2]), await whole.read([5, 2, 5]));
  assertThrows(() => subset(whole, [8]), RangeError, "current value is 8");
});

Deno.test("datasetPreprocessing() leaves mean 0 and deviation 1", async () => {
  const dataset = shapesDataset({ seed: 1, size: 30 });
  const preprocessing = await datasetPreprocessing(dataset);
  const { pixels } = await dataset.read(
    Array.from({ length: 30 }, (_, i) => i),
  );
  const values = networkInput(pixels, preprocessing);
  for (let c = 0; c < 3; c++) {
    const channel = values.filter((_, i) => i % 3 === c);
    const mean = channel.reduce((sum, v) => sum + v, 0) / channel.length;
    const square = channel.reduce((sum, v) => sum + v * v, 0) / channel.length;
    assertAlmostEquals(mean, 0, 1e-5);
    assertAlmostEquals(square, 1, 1e-5);
  }
  const black: Dataset = {
    ...dataset,
    read: ({ length }) =>
      Promise.resolve({
        pixels: new Float32Array(length * 64 * 64 * 3),
        labels: new Int32Array(length),
      }),
  };
  await assertRejects(
    () => datasetPreprocessing(black),
    RangeError,
    "must differ in every channel",
  );
});

Deno.test("datasetImages() are what toImages() makes of the bytes", async () => {
  const dataset = shapesDataset({ seed: 1, size: 8 });
  for (const channelOrder of ["rgb", "bgr"] as const) {
    const spec = {
      inputShape: [64, 64, 3] as const,
      preprocessing: {
        scale: 1 / 255,
        mean: [0.5, 0.4, 0.3],
        std: [0.2, 0.3, 0.4],
        channelOrder,
      },
    };
    const { rgb, labels } = renderShapes({ seed: 1, count: 2, start: 6 });
    const found = await datasetImages(dataset, [6, 7], spec);
    const expected = await toImages({ data: rgb, shape: [2, 64, 64, 3] }, spec);
    assertEquals([...found.labels], [...labels]);
    assertEquals([...found.images.rgb], [...expected.rgb]);
    found.images.values.forEach((value, i) =>
      assert(Math.abs(value - expected.values[i]!) < 1e-5)
    );
  }
  const bare = await datasetImages(dataset, [1], { inputShape: [64, 64, 3] });
  assertEquals(bare.images.values, (await dataset.read([1])).pixels);
  await assertRejects(
    () => datasetImages(dataset, [1], { inputShape: [32, 32, 3] }),
    TypeError,
    "its shape must be [N, 32, 32, 3]",
  );
});

Deno.test("functions on datasets refuse what is none, and options that do not exist", async () => {
  const dataset = shapesDataset({ seed: 1, size: 8 });
  for (const none of [undefined, {}, "shapes", Promise.resolve(dataset)]) {
    const wrong = none as unknown as Dataset;
    const says = "dataset must be a dataset, such as loadImageFolder() returns";
    assertThrows(() => subset(wrong, [0]), TypeError, says);
    await assertRejects(() => datasetPreprocessing(wrong), TypeError, says);
    await assertRejects(
      () => datasetImages(wrong, [0], { inputShape: [64, 64, 3] }),
      TypeError,
      says,
    );
  }
  for (const indices of [3, "12", new Set([1])]) {
    assertThrows(
      () => subset(dataset, indices as never),
      TypeError,
      "the indices must be a list",
    );
    await assertRejects(
      () => dataset.read(indices as never),
      TypeError,
      "list",
    );
  }
  await assertRejects(
    () => datasetPreprocessing(dataset, { image: 3 } as never),
    TypeError,
    'no option "image": did you mean "images"?',
  );
  for (const images of [0, -1, 1.5, NaN]) {
    await assertRejects(
      () => datasetPreprocessing(dataset, { images }),
      RangeError,
      "images must be a positive integer",
    );
  }
});

Deno.test("datasets of files refuse options that do not exist, before they read", async () => {
  const wrong: readonly (readonly [() => Promise<unknown>, string])[] = [
    [() => loadCifar10("none", { limit: 3 } as never), 'no option "limit"'],
    [() => loadCifar10("none", { byteLimit: 0 }), "byteLimit must be"],
    [() => loadCifar100("none", { label: "fine" } as never), '"labels"?'],
    [() => loadCifar100("none", { labels: "all" as never }), "labels must be"],
    [() => loadCifar100("none", { signal: 1 as never }), "signal must be"],
    [() => loadMnist("none", "none", { nam: "x" } as never), '"name"?'],
    [() => loadMnist("none", "none", { classes: ["a", "a"] }), "none of them"],
    [() => loadMnist("none", "none", { classes: [] }), "classes must be"],
    [() => loadMnist("none", "none", { stallTimeout: 0 }), "stallTimeout must"],
    [
      () => loadMnist("none", "none", "x" as never),
      "options must be an object",
    ],
  ];
  for (const [load, says] of wrong) {
    const error = await assertRejects(load);
    assertStringIncludes(error.message, says);
  }
});
