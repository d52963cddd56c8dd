import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { asModel } from "../../../lib/model/mod.ts";
import {
  RandomizedNetwork,
  redrawLayers,
  weightSteps,
  zeroNotes,
} from "../../../lib/evaluation/weights/mod.ts";
import { startBackend } from "../../../lib/backend/mod.ts";
import { tinyNetwork, weightsOf } from "../tiny_network.ts";

function moments(values: Float32Array) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  const greatest = values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  return { mean, deviation: Math.sqrt(squares / values.length), greatest };
}

const KEEP = { draw: "normal", batchNormStatistics: "keep", seed: 1 } as const;

Deno.test("Model.weightLayers lists layers with weights from the image to the logits", async () => {
  await startBackend("cpu");
  const names = tinyNetwork().weightLayers.map(({ name }) => name);
  assertEquals(names, ["conv1", "inner/conv2", "inner/bn2", "logits"]);
});

Deno.test("Model.weightLayers has a shared layer once and leaves out what the output does not need", async () => {
  await startBackend("cpu");
  const input = tf.input({ shape: [8, 8, 4] });
  const shared = tf.layers.conv2d({
    name: "shared",
    filters: 4,
    kernelSize: 3,
    padding: "same",
  });
  const once = shared.apply(input) as tf.SymbolicTensor;
  const twice = shared.apply(once) as tf.SymbolicTensor;
  const flat = tf.layers.flatten().apply(twice) as tf.SymbolicTensor;
  const used = tf.layers.dense({ name: "used", units: 2 }).apply(flat);
  const unused = tf.layers.dense({ name: "unused", units: 2 }).apply(flat);
  const model = asModel(tf.model({
    inputs: input,
    outputs: [used as tf.SymbolicTensor, unused as tf.SymbolicTensor],
  }));
  assertEquals(model.weightLayers.map(({ name }) => name), ["shared", "used"]);
});

/** Three convolutions of one shape, the last one in a model inside. */
function namedNetwork(names: readonly [string, string, string, string]) {
  const [first, second, inner, third] = names;
  const layer = (name: string) =>
    tf.layers.conv2d({ name, filters: 3, kernelSize: 3, padding: "same" });
  const image = tf.input({ shape: [8, 8, 3] });
  const shared = layer(first);
  const input = tf.input({ shape: [8, 8, 3] });
  const nested = tf.model({
    name: inner,
    inputs: input,
    outputs: layer(third).apply(input) as tf.SymbolicTensor,
  });
  let x = image;
  // The first one is called twice, so that there is a node `first:1`.
  for (const next of [shared, shared, layer(second), nested]) {
    x = next.apply(x) as tf.SymbolicTensor;
  }
  const pool = tf.layers.globalAveragePooling2d({});
  return asModel(tf.model({
    inputs: image,
    outputs: pool.apply(x) as tf.SymbolicTensor,
  }));
}

Deno.test("a stream belongs to a weight, whatever layers are called", async () => {
  await startBackend("cpu");
  const drawn = async (names: Parameters<typeof namedNetwork>[0]) => {
    const model = namedNetwork(names);
    await redrawLayers(model.weightLayers, KEEP);
    return await Promise.all(
      model.weightLayers.flatMap(({ weights }) =>
        weights.map(({ variable }) => variable.data())
      ),
    );
  };
  const plain = await drawn(["a", "b", "c", "d"]);
  assertEquals(plain.length, 6);
  for (const length of [81, 3]) {
    const alike = plain.filter((values) => values.length === length);
    assertEquals(new Set(alike.map(([value]) => value)).size, 3);
  }
  const confusing: Parameters<typeof namedNetwork>[0][] = [
    ["block", "block/conv", "c", "d"],
    ["block/conv", "block", "c", "d"],
    ["block", "block_1", "c", "d"],
    ["block/1", "block/", "c", "d"],
    ["a", "b", "block", "block"],
    ["a", "block/conv", "block", "conv"],
    ["block/conv", "b", "block", "conv"],
    ["x/y", "x", "x/", "y"],
  ];
  for (const names of confusing) {
    assertEquals(await drawn(names), plain, names.join(", "));
  }
});

Deno.test("normal re-draws every entry of every weight from N(0, 0.1)", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const before = await weightsOf(model);
  await redrawLayers(model.weightLayers, KEEP);
  const after = await weightsOf(model);
  for (const [name, values] of after) {
    const statistic = name.includes("moving");
    const changed = values.filter((x, i) => x !== before.get(name)![i]);
    assertEquals(changed.length, statistic ? 0 : values.length, name);
  }
  const kernel = after.get("conv2/kernel")!;
  const { mean, deviation } = moments(kernel);
  // 432 draws: four standard errors.
  assert(Math.abs(mean) < 4 * 0.1 / Math.sqrt(432));
  assert(Math.abs(deviation / 0.1 - 1) < 4 / Math.sqrt(2 * 432));
});

Deno.test("initializer re-draws kernels at the scale of their layer's initializer", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  await redrawLayers(model.weightLayers, { ...KEEP, draw: "initializer" });
  const after = await weightsOf(model);
  // Glorot uniform: limit sqrt(6 / (fanIn + fanOut)), 3×3×3×8.
  const limit = Math.sqrt(6 / (27 + 72));
  const first = moments(after.get("conv1/kernel")!);
  assert(first.greatest <= limit && first.greatest > 0.95 * limit);
  assert(
    Math.abs(first.deviation / (limit / Math.sqrt(3)) - 1) <
      4 / Math.sqrt(216),
  );
  // He normal cut off at two deviations, whose deviation is 0.8796 of it.
  const second = moments(after.get("conv2/kernel")!);
  const expected = Math.sqrt(2 / 72);
  assert(second.greatest <= 2 * expected);
  assert(Math.abs(second.deviation / (0.8796 * expected) - 1) < 4 / 29);
  assert(after.get("conv1/bias")!.every((x) => x === 0));
  assert(after.get("bn2/gamma")!.every((x) => x === 1));
});

Deno.test("permutation keeps the values of a kernel and mixes all its axes", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const before = await weightsOf(model);
  await redrawLayers(model.weightLayers, { ...KEEP, draw: "permutation" });
  const after = await weightsOf(model);
  for (const [name, values] of after) {
    assertEquals(values.toSorted(), before.get(name)!.toSorted(), name);
  }
  // Where did the values of one place of the 3 × 3 window go? On one axis
  // permuted, each would stay with its neighbours; mixed, to all 9 places.
  const old = before.get("conv2/kernel")!;
  const kernel = after.get("conv2/kernel")!;
  const places = new Set(
    Array.from(old.subarray(0, 48), (x) => Math.floor(kernel.indexOf(x) / 48)),
  );
  assertEquals(places.size, 9);
});

Deno.test("running statistics are kept or set to 0 and 1, as the option says", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const before = await weightsOf(model);
  await redrawLayers(model.weightLayers, KEEP);
  const kept = await weightsOf(model);
  assertEquals(kept.get("bn2/moving_mean"), before.get("bn2/moving_mean"));
  assertEquals(
    kept.get("bn2/moving_variance"),
    before.get("bn2/moving_variance"),
  );
  await redrawLayers(model.weightLayers, {
    ...KEEP,
    batchNormStatistics: "reset",
  });
  const reset = await weightsOf(model);
  assert(reset.get("bn2/moving_mean")!.every((x) => x === 0));
  assert(reset.get("bn2/moving_variance")!.every((x) => x === 1));
});

Deno.test("a seed gives the same weights in whatever order, another seed others", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const layers = model.weightLayers;
  await redrawLayers(layers, KEEP);
  const once = await weightsOf(model);
  await redrawLayers(layers.toReversed(), KEEP);
  assertEquals(await weightsOf(model), once);
  await redrawLayers(layers, { ...KEEP, seed: 2 });
  const other = await weightsOf(model);
  assert(other.get("conv1/kernel")![0] !== once.get("conv1/kernel")![0]);
  assert(once.get("conv1/bias")![0] !== once.get("logits/bias")![0]);
});

Deno.test("zeroNotes() names the biases that an initializer sets to zero", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const layers = model.weightLayers;
  const [all, ...others] = await zeroNotes(layers, { draw: "initializer" });
  assertEquals(others, []);
  assert(
    all!.includes(
      "4 biases are 0 (conv1/bias, inner/conv2/bias, inner/bn2/beta, logits/bias)",
    ),
    all,
  );
  const twice = [layers[3]!, layers[3]!];
  const [last] = await zeroNotes(twice, { draw: "initializer" });
  assert(last!.includes("1 bias is 0 (logits/bias)"), last);
  for (const draw of ["normal", "permutation"] as const) {
    assertEquals(await zeroNotes(layers, { draw }), []);
  }
  await redrawLayers(layers, { ...KEEP, draw: "initializer" });
  const after = await weightsOf(model);
  assert(after.get("conv1/bias")!.every((value) => value === 0));
  for (const draw of ["initializer", "permutation"] as const) {
    const [same, ...more] = await zeroNotes(layers, { draw });
    assertEquals(more, []);
    assert(same!.startsWith("All biases that are re-drawn are 0 then."), same);
    assert(same!.includes("In the network as it is, 4 biases are 0"), same);
  }
  assertEquals(await zeroNotes(layers, { draw: "normal" }), []);
});

Deno.test("zeroNotes() tells biases that become 0 from those that are", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const layers = model.weightLayers;
  await redrawLayers([layers[0]!], { ...KEEP, draw: "initializer" });
  const notes = await zeroNotes(layers, { draw: "initializer" });
  assertEquals(notes.length, 2);
  assert(notes[0]!.startsWith("All biases that are re-drawn are 0 then."));
  assert(notes[0]!.includes("3 biases are 0 (inner/conv2/bias"), notes[0]);
  assert(
    notes[1]!.includes("1 bias is 0 (conv1/bias), and stays so"),
    notes[1],
  );
  const [permuted] = await zeroNotes(layers, { draw: "permutation" });
  assert(permuted!.startsWith("In the network as it is, 1 bias"), permuted);
});

Deno.test("a network goes from step to step as if each was re-drawn from the original, and back", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const before = await weightsOf(model);
  const tensors = tf.memory().numTensors;
  const steps = weightSteps(model, undefined);
  for (const draw of ["normal", "initializer", "permutation"] as const) {
    const settings = { ...KEEP, draw };
    const paths = [[], [0], [0, 1], [0], [0, 1, 2], [], [0, 1, 2], [2], []];
    const expected = new Map<string, unknown>();
    for (const path of paths) {
      using network = new RandomizedNetwork(model, settings);
      await network.redraw(path.map((i) => steps[i]!));
      expected.set(String(path), await weightsOf(model));
    }
    {
      using network = new RandomizedNetwork(model, settings);
      for (const path of paths) {
        await network.redraw(path.map((i) => steps[i]!));
        assertEquals(await weightsOf(model), expected.get(String(path)));
      }
    }
    assertEquals(expected.get(""), before);
    assertEquals(await weightsOf(model), before);
    assertEquals(tf.memory().numTensors, tensors);
  }
});
