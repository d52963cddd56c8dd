import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { signed } from "../../../lib/aggregation/mod.ts";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  cascadingRandomization,
  type Evaluation,
  independentRandomization,
  NORMAL_CASCADE,
  similarity,
  spearman,
  spearmanAbsolute,
} from "../../../lib/evaluation/mod.ts";
import {
  type AttributionMethod,
  fullGrad,
  inputGradient,
} from "../../../lib/methods/mod.ts";
import { redrawLayers } from "../../../lib/evaluation/weights/mod.ts";
import { predict } from "../../../lib/propagation/mod.ts";
import { inFolder, unitFiles } from "../run/in_folder.ts";
import { tinyImages, tinyNetwork, weightsOf } from "../tiny_network.ts";

const gradient: AttributionMethod = (model, images, options) =>
  inputGradient(model, images, { ...options, magnitude: signed });
const methods = { gradient, FullGrad: fullGrad };
const images = tinyImages(3);

/** Everything that a run says, but for when. */
function numbers({ data: { provenance: _, ...data } }: Evaluation) {
  return data;
}

/** The steps of a run. */
function stepsOf({ data }: Evaluation): readonly (string | number)[] {
  return data.axis!.values;
}

/** A method that does something when it is called for the n-th time. */
function onCall(n: number, act: () => void): AttributionMethod {
  let calls = 0;
  return (model, images, options) => {
    if (++calls === n) act();
    return gradient(model, images, options);
  };
}

Deno.test("cascadingRandomization() goes from the logits up, or from the image down", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const down = await cascadingRandomization(model, images, { methods });
  assertEquals(stepsOf(down), ["original", "logits", "inner/conv2", "conv1"]);
  const up = await cascadingRandomization(model, images, {
    methods,
    order: "bottomUp",
  });
  assertEquals(stepsOf(up), ["original", "conv1", "inner/conv2", "logits"]);
  // At the end everything is re-drawn, with the same draws.
  assertEquals(
    up.values("gradient", "Spearman").at(-1),
    down.values("gradient", "Spearman").at(-1),
  );
});

Deno.test("a map is itself before the first step, and controls are in every curve", async () => {
  await startBackend("cpu");
  const curves = await cascadingRandomization(tinyNetwork(), images, {
    methods,
    seed: 3,
  });
  assertEquals(
    curves.data.methods.map(({ name, control }) => [name, control]),
    [
      ["gradient", false],
      ["FullGrad", false],
      ["Random map", true],
      ["Sobel edges", true],
      ["Class-agnostic map", true],
      ["Class-agnostic FullGrad", true],
    ],
  );
  for (const { name } of curves.data.methods) {
    for (const measure of curves.data.measures) {
      const [original] = curves.values(name, measure.name);
      assert(original!.every((value) => Math.abs(value! - 1) < 1e-9));
    }
  }
  const sobel = curves.values("Sobel edges", "SSIM").flat();
  assert(sobel.every((value) => Math.abs(value! - 1) < 1e-9));
  // 256 pixels: four standard errors of a chance correlation.
  const random = curves.values("Random map", "Spearman").slice(1).flat();
  assert(random.every((value) => Math.abs(value!) < 4 / 16));
});

Deno.test("the same seed gives the same numbers, another seed others", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const run = (seed: number) =>
    cascadingRandomization(model, images, { methods, controls: {}, seed });
  assertEquals(numbers(await run(1)), numbers(await run(1)));
  const [one, two] = [await run(1), await run(2)];
  assert(
    one.values("gradient", "Spearman")[1]![0] !==
      two.values("gradient", "Spearman")[1]![0],
  );
});

Deno.test("the first step of independent and cascading randomization is the same", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const options = { methods, controls: {}, seed: 5 };
  const cascading = await cascadingRandomization(model, images, options);
  const independent = await independentRandomization(model, images, options);
  const [a, b] = [cascading, independent].map((curves) =>
    curves.values("FullGrad", "Spearman")
  );
  assertEquals(b![1], a![1]);
  assert(b![3]![0] !== a![3]![0]);
});

Deno.test("the network is bit by bit as before, and no tensor is left", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const before = await weightsOf(model);
  const tensors = tf.memory().numTensors;
  for (const draw of ["initializer", "normal", "permutation"] as const) {
    await cascadingRandomization(model, images, {
      methods,
      draw,
      batchNormStatistics: "reset",
    });
    await independentRandomization(model, images, { methods, draw });
  }
  assertEquals(await weightsOf(model), before);
  assertEquals(tf.memory().numTensors, tensors);
});

Deno.test("the network is as before after an error in a method", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const before = await weightsOf(model);
  const tensors = tf.memory().numTensors;
  const failing = onCall(3, () => {
    throw new Error("third call");
  });
  await assertRejects(
    () => cascadingRandomization(model, images, { methods: { failing } }),
    Error,
    "third call",
  );
  assertEquals(await weightsOf(model), before);
  assertEquals(tf.memory().numTensors, tensors);
});

Deno.test("an abort ends the run and leaves the network as before", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const before = await weightsOf(model);
  const controller = new AbortController();
  const aborting = onCall(2, () => controller.abort(new Error("enough")));
  await assertRejects(
    () =>
      cascadingRandomization(model, images, {
        methods: { aborting },
        signal: controller.signal,
      }),
    Error,
    "enough",
  );
  assertEquals(await weightsOf(model), before);
  // A timer gets its turn during a run.
  await assertRejects(
    () =>
      cascadingRandomization(model, images, {
        methods,
        signal: AbortSignal.timeout(1),
      }),
    DOMException,
  );
  assertEquals(await weightsOf(model), before);
});

/** The gradient as a function of our own, counted, that results are kept of. */
function counted(count: () => void) {
  return {
    run: (...call: Parameters<AttributionMethod>) => {
      count();
      return gradient(...call);
    },
    name: "gradient",
    options: {},
  };
}

Deno.test("parts of another model, other images or options are not taken up", () =>
  inFolder(async (folder) => {
    await startBackend("cpu");
    let calls = 0;
    const base = {
      methods: { counted: counted(() => calls++) },
      controls: {},
      folder,
      steps: ["logits"],
    };
    const model = tinyNetwork();
    const run = async (change: () => Promise<unknown>) => {
      calls = 0;
      await change();
      return calls;
    };
    const plain = () => cascadingRandomization(model, images, base);
    // What the method is, the original, and one step.
    assertEquals(await run(plain), 3);
    assertEquals(await run(plain), 1);
    const first = { ...base, steps: [["conv1"], ["inner/conv2"]] };
    const changes = [
      // The maps of the original network are in the cache.
      [2, () => cascadingRandomization(model, tinyImages(2), base)],
      [
        2,
        () =>
          cascadingRandomization(model, images, { ...base, draw: "normal" }),
      ],
      [2, () => cascadingRandomization(model, images, { ...base, seed: 1 })],
      [
        2,
        () => cascadingRandomization(model, images, { ...base, examples: 2 }),
      ],
      [2, () =>
        cascadingRandomization(model, images, {
          ...base,
          target: "recomputed",
        })],
      [2, () => independentRandomization(model, images, base)],
      // Two steps more: one of another layer, one after it.
      [3, () => cascadingRandomization(model, images, first)],
    ] as const;
    for (const [expected, change] of changes) {
      assertEquals(await run(change), expected, String(change));
      assertEquals(await run(change), 1);
    }
    const bias = model.layersModel!.getLayer("logits").weights[1]!;
    const changed = tf.add(bias.read(), 1);
    (bias.read() as tf.Variable).assign(changed);
    changed.dispose();
    assertEquals(await run(plain), 3);
  }));

Deno.test("two layers of one name are two steps, and their results are not mixed", () =>
  inFolder(async (folder) => {
    await startBackend("cpu");
    const conv = (name: string) =>
      tf.layers.conv2d({ name, filters: 3, kernelSize: 3, padding: "same" });
    const image = tf.input({ shape: [16, 16, 3] });
    const inside = tf.input({ shape: [16, 16, 3] });
    const nested = tf.model({
      name: "block",
      inputs: inside,
      outputs: conv("conv").apply(inside) as tf.SymbolicTensor,
    });
    const top = conv("block/conv").apply(image);
    const pool = tf.layers.globalAveragePooling2d({});
    const model = tf.model({
      inputs: image,
      outputs: pool.apply(nested.apply(top)) as tf.SymbolicTensor,
    });
    const options = { methods: { fullGrad }, controls: {} };
    const alone = await independentRandomization(model, images, options);
    assertEquals(stepsOf(alone), ["original", "block/conv (2)", "block/conv"]);
    const [, first, second] = alone.values("fullGrad");
    assert(String(first) !== String(second));
    const kept = { ...options, folder };
    const once = await independentRandomization(model, images, kept);
    const again = await independentRandomization(model, images, kept);
    assertEquals(numbers(once), numbers(alone));
    assertEquals(numbers(again), numbers(alone));
    await assertRejects(
      () =>
        independentRandomization(model, images, {
          ...options,
          steps: ["block/conv"],
        }),
      RangeError,
      "one layer alone",
    );
  }));

Deno.test("of a measure of one's own results are kept if its settings are said", () =>
  inFolder(async (folder) => {
    await startBackend("cpu");
    const model = tinyNetwork();
    const scaled = (factor: number, settings?: object) =>
      similarity({
        name: "scaled",
        range: [-Infinity, Infinity],
        ...(settings && { settings: { ...settings } }),
        features: ({ values }) => values[0]!,
        compare: (a, b) => factor * a + b,
      });
    const run = async (measure: ReturnType<typeof scaled>) => {
      const options = { methods: { fullGrad }, controls: {}, folder };
      const result = await cascadingRandomization(model, images, {
        ...options,
        similarities: [measure],
      });
      return result.values("fullGrad").flat();
    };
    // Without settings nothing tells the two functions apart.
    const [one, two] = [await run(scaled(1)), await run(scaled(2))];
    assert(one[0] !== two[0]);
    assertEquals(unitFiles(folder), []);
    assertEquals(await run(scaled(1, { factor: 1 })), one);
    assertEquals(unitFiles(folder).length, 4);
    assertEquals(await run(scaled(2, { factor: 2 })), two);
    assertEquals(unitFiles(folder).length, 8);
  }));

Deno.test("that re-drawn biases are zero is said, where they are", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const noted = async (options: object) => {
    const { data } = await cascadingRandomization(model, images, {
      methods: { fullGrad },
      controls: {},
      ...options,
    });
    return data.notes.filter((note) => /bias(es are| is) 0/.test(note));
  };
  const all = await noted({});
  assertEquals(all.length, 1);
  assert(all[0]!.includes("4 biases are 0 (logits/bias, inner/conv2/bias"));
  assertEquals(await noted({ draw: "normal" }), []);
  assertEquals(await noted({ draw: "permutation" }), []);
  const [upper] = await noted({ steps: ["logits"] });
  assert(upper!.includes("1 bias is 0 (logits/bias)"));
});

Deno.test("recomputed explains the class that the randomized network predicts", async () => {
  await startBackend("cpu");
  const seen: unknown[] = [];
  const spy: AttributionMethod = async (model, images, options) => {
    const map = await gradient(model, images, options);
    const { values, shape } = map.logits;
    const rows = Array.from(
      { length: shape[0]! },
      (_, i) => [...values.subarray(i * shape[1]!, (i + 1) * shape[1]!)],
    );
    seen.push([
      map.target.classes,
      rows.map((row) => row.indexOf(Math.max(...row))),
    ]);
    return map;
  };
  const options = { methods: { spy }, controls: {}, seed: 1 };
  await cascadingRandomization(tinyNetwork(), images, {
    ...options,
    target: "recomputed",
  });
  // The first call asks for a map of one image.
  for (const [explained, predicted] of seen.slice(1) as number[][][]) {
    assertEquals(explained, predicted);
  }
  seen.length = 0;
  await cascadingRandomization(tinyNetwork(), images, options);
  const classes = (seen.slice(1) as number[][][])
    .map(([explained]) => explained);
  assert(classes.every((now) => String(now) === String(classes[0])));
});

Deno.test("options that cannot be are refused before anything runs", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const before = await weightsOf(model);
  const refuse = (
    options: object,
    message: string,
    type: typeof Error = RangeError,
  ) =>
    assertRejects(
      () =>
        cascadingRandomization(model, images, {
          methods,
          ...options,
        } as never),
      type,
      message,
    );
  await refuse({ steps: ["inner/con2"] }, "such as inner/conv2");
  await refuse({ draw: "shuffle" }, '"shuffle"');
  await refuse({ order: "sideways" }, '"topDown", "bottomUp"');
  await refuse({ target: 3 }, '"original", "recomputed"', TypeError);
  await refuse({ batchNormStatistics: "drop" }, '"keep", "reset"');
  await refuse({ step: ["logits"] }, 'did you mean "steps"?', TypeError);
  await refuse({ steps: "logits" }, "steps must be", TypeError);
  await refuse({ steps: [] }, "steps must be");
  await refuse({ steps: ["xyz"] }, ", such as conv1, inner/conv2");
  await refuse({ examples: 0.5 }, "examples must be");
  await refuse({ methods: [fullGrad] }, "methods must be", TypeError);
  await refuse({ similarities: [Math.max] }, "similarities must be", TypeError);
  await refuse({ seed: 0.5 }, "current value is 0.5");
  await refuse({ methods: {} }, "at least one");
  await refuse({ methods: { a: 1 } }, "methods must be", TypeError);
  await refuse({ similarities: [] }, "similarities must be");
  await refuse({ methods: { "Random map": gradient } }, "a control");
  assertEquals(await weightsOf(model), before);
});

Deno.test("a kernel whose initializer is constant is not re-drawn by it", async () => {
  await startBackend("cpu");
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [4, 4, 3] }),
      tf.layers.dense({
        units: 2,
        name: "flat",
        kernelInitializer: "zeros",
      }),
    ],
  });
  const input = new Float32Array(48).fill(1);
  let maps = 0;
  const counted: typeof gradient = (...given) => {
    maps++;
    return gradient(...given);
  };
  await assertRejects(
    () => cascadingRandomization(model, input, { methods: { counted } }),
    RangeError,
    'Cannot re-draw "kernel" of layer "flat"',
  );
  assertEquals(maps, 0, "it is known before anything is computed");
  const curves = await cascadingRandomization(model, input, {
    methods: { gradient },
    draw: "normal",
  });
  // No feature maps, no class-agnostic control; and a map of zeros at first.
  assertEquals(curves.data.methods.length, 3);
  assert(
    curves.data.notes[0]!.startsWith(
      "Correlations of constant maps of gradient",
    ),
  );
});

Deno.test("NORMAL_CASCADE is a network with weights of N(0, 0.1) and its own statistics, by both Spearmans", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const result = await cascadingRandomization(model, images, {
    ...NORMAL_CASCADE,
    methods: { gradient },
    controls: {},
    seed: 4,
  });
  assertEquals(
    result.data.measures.map(({ name }) => name),
    ["Spearman", "Spearman of |map|"],
  );
  // The same by hand: layer by layer from the logits, in a network of its own.
  const own = tinyNetwork();
  const before = await weightsOf(own);
  const predicted = await predict(own, images);
  const target = [0, 1, 2].map((i) => predicted.top(i, 1)[0]!.class);
  const originals = await gradient(own, images, { target });
  const [conv1, conv2, bn2, logits] = own.weightLayers;
  const steps = [[], [logits!], [conv2!, bn2!], [conv1!]];
  for (const [point, layers] of steps.entries()) {
    await redrawLayers(layers, {
      draw: "normal",
      batchNormStatistics: "keep",
      seed: 4,
    });
    const maps = await gradient(own, images, { target });
    for (const measure of [spearman, spearmanAbsolute]) {
      const found = result.values("gradient", measure.name)[point]!;
      found.forEach((value, i) => {
        const shape = [16, 16] as const;
        const expected = measure.of(
          { values: originals.at(i), shape },
          { values: maps.at(i), shape },
        );
        assertAlmostEquals(value!, expected, 1e-9);
      });
    }
  }
  const after = await weightsOf(own);
  for (const [name, values] of after) {
    if (/moving/.test(name)) {
      assertEquals(values, before.get(name));
    } else if (values.length > 100) {
      const squares = values.reduce((sum, x) => sum + x * x, 0);
      // Of n values, a deviation of 0.1 / √2n: five of them.
      const bound = 0.5 / Math.sqrt(2 * values.length);
      assertAlmostEquals(Math.sqrt(squares / values.length), 0.1, bound);
    }
  }
});

Deno.test("a layer called as the network as it is is told from it", async () => {
  await startBackend("fullgrad-wasm");
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: "original",
        filters: 2,
        kernelSize: 3,
        inputShape: [16, 16, 3],
      }),
      tf.layers.flatten(),
      tf.layers.dense({ name: "logits", units: 2 }),
    ],
  });
  for (const run of [cascadingRandomization, independentRandomization]) {
    const result = await run(model, tinyImages(1), { methods });
    assertEquals(
      new Set(stepsOf(result)),
      new Set(["original", "logits", "original (layer)"]),
    );
  }
  model.dispose();
});
