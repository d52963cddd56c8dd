import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { signed } from "../../../lib/aggregation/mod.ts";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  cascadingRandomization,
  independentRandomization,
  type RandomizationCurves,
} from "../../../lib/evaluation/mod.ts";
import {
  type AttributionMethod,
  fullGrad,
  inputGradient,
} from "../../../lib/methods/mod.ts";
import { tinyImages, tinyNetwork, weightsOf } from "../tiny_network.ts";

const gradient: AttributionMethod = (model, images, options) =>
  inputGradient(model, images, { ...options, magnitude: signed });
const methods = { gradient, FullGrad: fullGrad };
const images = tinyImages(3);

/** Everything that a run says in numbers. */
function numbers({ methods, steps }: RandomizationCurves) {
  return {
    steps,
    methods: methods.map(({ name, values, examples, constantMaps }) => ({
      name,
      values,
      examples,
      constantMaps,
    })),
  };
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
  assertEquals(down.steps, [
    { name: "original", layers: [] },
    { name: "logits", layers: ["logits"] },
    { name: "inner/conv2", layers: ["inner/conv2", "inner/bn2"] },
    { name: "conv1", layers: ["conv1"] },
  ]);
  const up = await cascadingRandomization(model, images, {
    methods,
    order: "bottomUp",
  });
  assertEquals(
    up.steps.map(({ name }) => name),
    ["original", "conv1", "inner/conv2", "logits"],
  );
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
    curves.methods.map(({ name, control }) => [name, control]),
    [
      ["gradient", false],
      ["FullGrad", false],
      ["Random map", true],
      ["Sobel edges", true],
      ["Class-agnostic map", true],
    ],
  );
  for (const { name } of curves.methods) {
    for (const similarity of curves.similarities) {
      const [original] = curves.values(name, similarity);
      assert(original!.every((value) => Math.abs(value - 1) < 1e-9));
    }
  }
  const sobel = curves.values("Sobel edges", "SSIM").flat();
  assert(sobel.every((value) => Math.abs(value - 1) < 1e-9));
  // 256 pixels: four standard errors of a chance correlation.
  const random = curves.values("Random map", "Spearman").slice(1).flat();
  assert(random.every((value) => Math.abs(value) < 4 / 16));
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

Deno.test("a resumed run equals an uninterrupted one, and computes only what is missing", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const folder = await Deno.makeTempDir();
  try {
    let calls = 0;
    const controller = new AbortController();
    const counted: AttributionMethod = (model, images, options) => {
      calls++;
      return gradient(model, images, options);
    };
    const options = { methods: { counted }, controls: {}, seed: 2, folder };
    await assertRejects(() =>
      cascadingRandomization(model, images, {
        ...options,
        signal: controller.signal,
        // The original and two of three steps are done.
        onProgress: (done) => done === 3 && controller.abort(),
      })
    );
    assertEquals(calls, 3);
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assertEquals(files.length, 2);
    assert(files.every((name) => /^[0-9a-f]{64}\.json$/.test(name)));

    calls = 0;
    const resumed = await cascadingRandomization(model, images, options);
    // The original anew, and the step that was missing.
    assertEquals(calls, 2);
    const { folder: _, ...fresh } = options;
    const uninterrupted = await cascadingRandomization(model, images, fresh);
    assertEquals(numbers(resumed), numbers(uninterrupted));
    assertEquals(resumed.notes, uninterrupted.notes);

    calls = 0;
    await Deno.truncate(`${folder}/${files[0]}`, 50);
    const repaired = await cascadingRandomization(model, images, options);
    assertEquals(calls, 2);
    assertEquals(numbers(repaired), numbers(uninterrupted));
    assert(repaired.notes.some((note) => note.includes("was damaged")));

    calls = 0;
    await cascadingRandomization(model, images, { ...options, seed: 3 });
    assertEquals(calls, 4);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("parts of another model, other images or options are not taken up", async () => {
  await startBackend("cpu");
  const folder = await Deno.makeTempDir();
  try {
    let calls = 0;
    const counted: AttributionMethod = (model, images, options) => {
      calls++;
      return gradient(model, images, options);
    };
    const base = {
      methods: { counted },
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
    assertEquals(await run(plain), 2);
    assertEquals(await run(plain), 1);
    const changes = [
      () => cascadingRandomization(model, tinyImages(2), base),
      () => cascadingRandomization(model, images, { ...base, draw: "normal" }),
      () => cascadingRandomization(model, images, { ...base, examples: 2 }),
      () =>
        cascadingRandomization(model, images, {
          ...base,
          target: "recomputed",
        }),
      () => {
        const bias = model.layersModel!.getLayer("logits").weights[1]!;
        const changed = tf.add(bias.read(), 1);
        (bias.read() as tf.Variable).assign(changed);
        changed.dispose();
        return plain();
      },
    ] as const;
    for (const change of changes) assertEquals(await run(change), 2);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
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
  for (const [explained, predicted] of seen as number[][][]) {
    assertEquals(explained, predicted);
  }
  seen.length = 0;
  await cascadingRandomization(tinyNetwork(), images, options);
  const classes = (seen as number[][][]).map(([explained]) => explained);
  assert(classes.every((now) => String(now) === String(classes[0])));
});

Deno.test("options that cannot be are refused before anything runs", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const before = await weightsOf(model);
  const refuse = (options: object, message: string, type = RangeError) =>
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
  await refuse({ order: "sideways" }, "topDown, bottomUp");
  await refuse({ target: 3 }, "original, recomputed");
  await refuse({ batchNormStatistics: "drop" }, "keep, reset");
  await refuse({ seed: 0.5 }, "current value is 0.5");
  await refuse({ methods: {} }, "at least one");
  await refuse({ methods: { a: 1 } }, "must be a function", TypeError);
  await refuse({ similarities: [] }, "one or more");
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
  await assertRejects(
    () => cascadingRandomization(model, input, { methods: { gradient } }),
    RangeError,
    'Cannot re-draw "kernel" of layer "flat"',
  );
  const curves = await cascadingRandomization(model, input, {
    methods: { gradient },
    draw: "normal",
  });
  // No feature maps, no class-agnostic control; and a map of zeros at first.
  assertEquals(curves.methods.length, 3);
  assert(curves.notes[0]!.includes("1 after original"));
});
