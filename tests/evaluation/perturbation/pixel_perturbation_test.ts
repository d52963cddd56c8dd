/** Removal by hand-made maps, on a network that says what was removed. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  type Evaluation,
  mergeResults,
  type MethodWithOptions,
  pixelPerturbation,
  type PixelPerturbationOptions,
  removePixels,
} from "../../../lib/evaluation/mod.ts";
import { imagesBetween } from "../../../lib/evaluation/run/mod.ts";
import { toImages } from "../../../lib/image/mod.ts";
import type { ExplainOptions } from "../../../lib/propagation/mod.ts";
import { randomMap, sobelEdges } from "../../../lib/methods/mod.ts";
import { asModel } from "../../../lib/model/mod.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";
import {
  decode,
  decodingNetwork,
  handMade,
  ones,
  PIXELS,
} from "./decoding_network.ts";

await startBackend("cpu");

const FRACTIONS = [0, 1 / 16, 0.25, 0.5, 1];
const LEAST = "least salient first";
const MOST = "most salient first";
const rising = handMade((_, pixel) => pixel - 5);

/** What was removed, by method, test and point. */
function removed(
  options: Partial<PixelPerturbationOptions>,
  count = 1,
): Promise<(method: string, test: string, image?: number) => number[][]> {
  return pixelPerturbation(decodingNetwork(), ones(count), {
    methods: { rising },
    fractions: FRACTIONS,
    fill: "zeroNormalized",
    ...options,
  }).then((curves) => (method, test, image = 0) =>
    curves.values(method, `${test}, output`)
      .map((images) => decode(images[image]!))
  );
}

Deno.test("least salient first removes the lowest values, most the highest", async () => {
  const of = await removed({ repeats: 1 });
  const all = Array.from({ length: PIXELS }, (_, p) => p);
  assertEquals(of("rising", LEAST), [
    [],
    [0],
    [0, 1, 2, 3],
    [0, 1, 2, 3, 4, 5, 6, 7],
    all,
  ]);
  assertEquals(of("rising", MOST), [
    [],
    [15],
    [12, 13, 14, 15],
    [8, 9, 10, 11, 12, 13, 14, 15],
    all,
  ]);
});

Deno.test("every image is removed by its own map", async () => {
  const methods = {
    shifted: handMade((image, pixel) => (pixel + 3 * image) % PIXELS),
  };
  for (const blockSize of [1, 2, 100]) {
    const of = await removed({
      methods: { shifted: methods.shifted },
      fractions: [0.25],
      repeats: 1,
      blockSize: 4,
      chunkSize: blockSize,
    }, 4);
    for (const image of [0, 1, 2, 3]) {
      const first = (PIXELS - 3 * image) % PIXELS;
      const lowest = [0, 1, 2, 3].map((p) => (first + p) % PIXELS);
      assertEquals(
        of("shifted", LEAST, image)[0],
        lowest.sort((a, b) => a - b),
      );
    }
  }
});

Deno.test("removing nothing changes nothing, removing all leaves the blank image", async () => {
  const model = tinyNetwork();
  const input = tinyImages(3);
  for (const fill of ["mean", "zeroNormalized", "blur"] as const) {
    const curves = await pixelPerturbation(model, input, {
      methods: { random: randomMap },
      fractions: [0, 1],
      fill,
      repeats: 2,
    });
    const all = curves.data.methods.map(({ name }) =>
      [LEAST, MOST].map((test) => curves.values(name, test))
    ).flat();
    for (const [none, blank] of all) {
      assertEquals(none, [0, 0, 0]);
      assertEquals(blank, all[0]![1]);
    }
    if (fill !== "zeroNormalized") continue;
    const logits =
      (model.layersModel!.predict(tf.zeros([1, 16, 16, 3])) as tf.Tensor)
        .arraySync() as number[][];
    const classes = (await randomMap(model, input)).target.classes;
    curves.values("random", `${LEAST}, output`)[1]!.forEach((value, i) =>
      assertAlmostEquals(value!, logits[0]![classes[i]!]!, 1e-5)
    );
  }
});

Deno.test("all methods are equal, and equal to Random, when their maps are constant", async () => {
  const curves = await pixelPerturbation(tinyNetwork(), tinyImages(3), {
    methods: { zero: handMade(() => 0), seven: handMade(() => 7) },
    fractions: [0.1, 0.5],
    fill: "zeroNormalized",
    repeats: 2,
  });
  for (const test of [LEAST, MOST]) {
    const expected = curves.values("Random", test);
    assertEquals(curves.values("zero", test), expected);
    assertEquals(curves.values("seven", test), expected);
  }
});

Deno.test("random maps change as much as the random control, within its interval", async () => {
  const curves = await pixelPerturbation(tinyNetwork(), tinyImages(40), {
    methods: { random: randomMap },
    fractions: [0.05, 0.2, 0.5],
    fill: "zeroNormalized",
    repeats: 4,
  });
  for (const test of [LEAST, MOST]) {
    const control = curves.intervals("Random", test, { level: 0.999 });
    curves.intervals("random", test, { level: 0.999 }).forEach((own, i) => {
      const other = control[i]!;
      assert(own.low < other.high && other.low < own.high);
    });
  }
});

Deno.test("the measures are what they say, of logit and probability", async () => {
  const model = decodingNetwork();
  const options = {
    methods: { rising },
    controls: {},
    fractions: [0.5],
    repeats: 1,
    order: "most",
  } as const;
  const curves = await pixelPerturbation(model, ones(1), {
    ...options,
    fill: "black",
  });
  const before = 2 ** PIXELS;
  // The upper half of the pixels counts against the output.
  const after = 1 + (2 ** 8 - 1) - (2 ** 16 - 2 ** 8);
  assertEquals(curves.values("rising", `${MOST}, output`), [[after]]);
  assertEquals(curves.values("rising"), [[(before - after) / before]]);
  assertEquals(curves.values("rising", `${MOST}, drop`), [[
    (before - after) / before,
  ]]);
  assertEquals(curves.values("rising", "f(x)"), [[before]]);
  const second = await pixelPerturbation(model, ones(1), {
    ...options,
    fill: "black",
    output: "probability",
    target: [1],
  });
  // The class that is asked for wins once the other's logit is far below 0.
  assertEquals(second.values("rising", `${MOST}, output`), [[1]]);
  // Its share of an output of 0 is no number, and that is said.
  assertEquals(second.values("rising"), [[null]]);
  assertThrows(() => second.interval("rising"), RangeError, "all are missing");
  assertStringIncludes(second.data.notes.join(), "f(x) of image 1 is 0");
});

Deno.test("repeats average the orders of equal values", async () => {
  const few = { methods: { flat: handMade(() => 1) }, fractions: [0.5] };
  const options = { fill: "zeroNormalized", ...few } as const;
  const curves = await pixelPerturbation(decodingNetwork(), ones(2), {
    ...options,
    repeats: 3,
  });
  const measure = `${LEAST}, output`;
  const outputs = curves.table().columns
    .findIndex(({ name }) => name === measure);
  const rows = (of: Evaluation) =>
    of.table().rows.filter(([method]) => method === "flat");
  const repeats = [1, 2, 3].map((order) =>
    rows(curves).filter((row) => row[5] === order)
      .map((row) => Number(row[outputs]))
  );
  assertEquals(new Set(repeats.map(String)).size, 3);
  for (const images of repeats) {
    assertEquals(images.length, 2);
    for (const output of images) assertEquals(decode(output).length, 8);
  }
  const mean = curves.values("flat", measure)[0]![1]!;
  assertAlmostEquals(
    mean,
    repeats.reduce((sum, images) => sum + images[1]!, 0) / 3,
    1e-9,
  );
  const again = await pixelPerturbation(decodingNetwork(), ones(2), {
    ...options,
    repeats: 3,
  });
  assertEquals(again.data.values, curves.data.values);
});

Deno.test("areas are the mean heights, and figures and text are drawn", async () => {
  const curves = await pixelPerturbation(decodingNetwork(), ones(2), {
    methods: { rising },
    fractions: [0, 0.5, 1],
    fill: "zeroNormalized",
    repeats: 1,
  });
  const heights = curves.intervals("rising").map(({ mean }) => mean);
  const { mean } = curves.interval("rising");
  assertAlmostEquals(
    mean,
    (heights[0]! + 2 * heights[1]! + heights[2]!) / 4,
    1e-12,
  );
  assertEquals(
    curves.figure(MOST).title,
    `Pixel perturbation: ${MOST}`,
  );
  assertStringIncludes(String(curves.barsFigure()), "rising");
  assertStringIncludes(curves.text.join("\n"), "higher is better: rising");
  const { data } = await curves.figure().plotly();
  const lines = data.filter(({ mode }) => mode === "lines+markers");
  assertEquals(lines.map(({ name }) => name), [
    "rising",
    "Random",
    "Sobel edges",
  ]);
});

Deno.test("a folder keeps units and maps: the second run explains nothing again", async () => {
  const folder = await Deno.makeTempDir();
  let explained = 0;
  const counted = {
    run: handMade((image, pixel) => {
      if (pixel === 0) explained++;
      return (pixel * 7 + image) % PIXELS;
    }),
    name: "counted",
    options: {},
  };
  const options = {
    methods: { counted },
    controls: {},
    fractions: [0.25, 0.5],
    fill: "zeroNormalized",
    folder,
    blockSize: 2,
  } as const;
  const { data, shape } = ones(5);
  const input = { data: data.map((_, i) => Math.floor(i / PIXELS)), shape };
  const run = (more: Partial<PixelPerturbationOptions> = {}) =>
    pixelPerturbation(decodingNetwork(), input, { ...options, ...more });
  const first = await run();
  assertEquals(explained, 1 + 5);
  const second = await run();
  assertEquals(explained, 2 + 5);
  assertEquals(second.values("counted"), first.values("counted"));
  assertEquals(second.data.values, first.data.values);
  // Another fill needs other outputs of the same maps.
  await run({ fill: "mean" });
  assertEquals(explained, 3 + 5);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("shards compute their part, and come together as one run", async () => {
  const folder = await Deno.makeTempDir();
  const options = {
    methods: { rising: randomMap, falling: sobelEdges },
    controls: {},
    fractions: [0.25],
    fill: "zeroNormalized",
    blockSize: 1,
  } as const;
  const run = (more: Partial<PixelPerturbationOptions>) =>
    pixelPerturbation(decodingNetwork(), ones(3), { ...options, ...more });
  const whole = await run({});
  const part = await run({ folder, shard: { index: 1, count: 2 } });
  assertEquals(part.data.missing.length, 3);
  assertStringIncludes(part.text.join(), "3 units not finished");
  assertEquals(part.values("rising"), whole.values("rising"));
  assertEquals(part.values("falling"), [[null, null, null]]);
  assertThrows(() => part.interval("falling"), RangeError, "all are missing");
  const joined = await run({ folder, shard: { index: 2, count: 2 } });
  assertEquals(joined.data.values, whole.data.values);
  const [merged] = await mergeResults([folder], folder);
  assertEquals(merged!.evaluation.toCsv(), whole.toCsv());
  await Deno.remove(folder, { recursive: true });
});

Deno.test("removePixels() shows what the network is given", async () => {
  const model = decodingNetwork();
  const map = await rising(model, ones(2));
  const images = await removePixels(map, { fraction: 0.25, order: "most" });
  assertEquals(images.names, map.images.names);
  assertEquals(
    [...images.values.subarray(PIXELS)],
    Array.from({ length: PIXELS }, (_, p) => p < 12 ? 1 : -1),
  );
  assertEquals([...images.rgb.subarray(0, 3)], [255, 255, 255]);
  assertEquals([...images.rgb.subarray(45, 48)], [0, 0, 0]);
});

Deno.test("no tensor is left behind, and a signal ends the work", async () => {
  const model = tinyNetwork();
  const options = {
    methods: { random: randomMap },
    fractions: [0.1],
    fill: "road",
    repeats: 1,
  } as const;
  await pixelPerturbation(model, tinyImages(2), options);
  const { numTensors } = tf.memory();
  await pixelPerturbation(model, tinyImages(2), options);
  const controller = new AbortController();
  await assertRejects(
    () =>
      pixelPerturbation(model, tinyImages(2), {
        ...options,
        signal: controller.signal,
        onProgress: () => controller.abort(new Error("enough")),
      }),
    Error,
    "enough",
  );
  assertEquals(tf.memory().numTensors, numTensors);
});

Deno.test("options that are not valid are refused", async () => {
  const refuses = async (
    options: Partial<Record<keyof PixelPerturbationOptions, unknown>>,
    words: string,
    type: typeof RangeError | typeof TypeError = RangeError,
  ) => {
    await assertRejects(
      () =>
        pixelPerturbation(decodingNetwork(), ones(2), {
          methods: { rising },
          ...options,
        } as PixelPerturbationOptions),
      type,
      words,
    );
  };
  await refuses(
    { fractions: [] },
    "fractions must be one or more numbers that grow",
  );
  await refuses(
    { order: "up" },
    'order must be one of "least", "most", "both"',
  );
  await refuses({ fill: "white" }, "fill must be one of");
  await refuses(
    { output: "loss" },
    'output must be one of "logit", "probability"',
  );
  await refuses({ repeats: 0 }, "repeats must be a positive integer");
  await refuses({ blockSize: 1.5 }, "blockSize must be a positive integer");
  await refuses({ seed: 0.5 }, "seed must be an integer");
  await refuses({ target: [0] }, "one for each of 2 images");
  await refuses({ methods: {} }, "there must be at least one");
  await refuses(
    { methods: { broken: handMade(() => NaN) } },
    "the map must be finite",
  );
  const { layersModel } = decodingNetwork();
  await assertRejects(
    () =>
      pixelPerturbation(asModel(layersModel!), ones(1), {
        methods: { rising },
      }),
    TypeError,
    "must have a preprocessing",
  );
});

Deno.test("a run in a folder takes no numbers of another closure, however alike", async () => {
  const folder = await Deno.makeTempDir();
  // Of the first image, which every method is asked for, the maps are equal.
  const hidden = (factor: number) =>
    handMade((image, pixel) => image === 0 ? pixel : factor * pixel);
  const run = (
    method: PixelPerturbationOptions["methods"][string],
    options: Partial<PixelPerturbationOptions> = {},
  ) =>
    pixelPerturbation(decodingNetwork(), ones(2), {
      methods: { own: method },
      controls: {},
      fractions: [0.25],
      fill: "zeroNormalized",
      ...options,
    });
  const values = (result: Evaluation) => result.data.values;
  for (const factor of [1, -1]) {
    const kept = await run(hidden(factor), { folder });
    assertEquals(values(kept), values(await run(hidden(factor))));
    assertStringIncludes(kept.data.notes.join(), "Results of own are not kept");
  }
  // With a name and options they are kept, each under its own.
  for (const factor of [1, -1, 1]) {
    const method: MethodWithOptions = {
      run: (model, images, { factor, ...options }: ExplainOptions & {
        readonly factor: number;
      }) => hidden(factor)(model, images, options),
      name: "hidden",
      options: { factor },
    };
    const kept = await run(method, { folder });
    assertEquals(values(kept), values(await run(method)));
    assertEquals(kept.data.notes, []);
  }
  await assertRejects(
    () => run(hidden(1), { folder, shard: { index: 1, count: 2 } }),
    TypeError,
    "{ run, name, options }",
  );
  await assertRejects(
    () => run({ run: hidden(1), nane: "a", options: {} } as never),
    TypeError,
    'did you mean "name"',
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("with the mean of a set a part of it is filled as in the whole", async () => {
  const model = tinyNetwork();
  const images = await toImages(tinyImages(3), model);
  const channels = images.shape[3];
  const mean = Array.from({ length: channels }, (_, c) => {
    const values = images.values.filter((_, i) => i % channels === c);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  const options = {
    methods: { rising },
    controls: {},
    fill: "mean",
    fractions: FRACTIONS,
    repeats: 1,
  } as const;
  const whole = await pixelPerturbation(model, images, options);
  const part = await pixelPerturbation(model, imagesBetween(images, 0, 1), {
    ...options,
    mean,
  });
  part.values("rising").forEach(([value], point) =>
    assertAlmostEquals(value!, whole.values("rising")[point]![0]!, 1e-5)
  );
  await assertRejects(
    () => pixelPerturbation(model, images, { ...options, mean: [0] }),
    RangeError,
    "the mean color as it must have 3 numbers",
  );
});
