import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  inputTimesGradient,
  integratedGradients,
  signed,
  startBackend,
} from "fullgrad";
import { assertClose } from "../propagation/assert_close.ts";
import { randomizeWeights } from "../propagation/cases/mod.ts";
import { images, network } from "./networks/mod.ts";

const SHAPE = [3, 2, 2];

/** A network of one pixel a neuron, so that the integral is known. */
function smooth(activation: "linear" | "softplus"): tf.LayersModel {
  const layers = [
    tf.layers.conv2d({
      filters: 3,
      kernelSize: 1,
      activation: "linear",
      inputShape: SHAPE,
    }),
    tf.layers.activation({ activation }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 2 }),
  ];
  const model = tf.sequential({ layers });
  randomizeWeights(model, 2);
  return model;
}

Deno.test("integratedGradients() with one step on a linear model is input × gradient", async () => {
  await startBackend("fullgrad-wasm");
  const model = smooth("linear");
  const image = tf.randomNormal([2, ...SHAPE], 0, 1, "float32", 1);
  const options = { target: [0, 1], magnitude: signed };
  const map = await integratedGradients(model, image, { ...options, steps: 1 });
  const expected = await inputTimesGradient(model, image, options);
  assertClose(map.values, expected.values, 1e-6, "map");
  assertClose(
    map.attributions!.values,
    expected.attributions!.values,
    1e-6,
    "attributions",
  );
  image.dispose();
  model.dispose();
});

Deno.test("integratedGradients() completes as the midpoint rule converges", async () => {
  await startBackend("fullgrad-wasm");
  const model = smooth("softplus");
  const image = tf.randomNormal([1, ...SHAPE], 0, 3, "float32", 1);
  const residual = async (steps: number, rule: "midpoint" | "right") => {
    const map = await integratedGradients(model, image, {
      steps,
      rule,
      target: 0,
      baseline: -1,
    });
    return Math.abs(map.completeness![0]!.residual);
  };
  const [four, eight] = [
    await residual(4, "midpoint"),
    await residual(8, "midpoint"),
  ];
  // Twice the steps, a quarter of the error; half of it for the right sum.
  assert(Math.abs(four / eight - 4) < 0.8, `midpoint: ${four} / ${eight}`);
  const [far, near] = [
    await residual(32, "right"),
    await residual(64, "right"),
  ];
  assert(Math.abs(far / near - 2) < 0.2, `right: ${far} / ${near}`);
  assert(await residual(64, "midpoint") < 1e-3);
  image.dispose();
  model.dispose();
});

Deno.test("integratedGradients() is the sum of its formula", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("residual");
  const batch = images(2);
  const steps = 3;
  const baseline = Float32Array.from(
    { length: batch.data.length / 2 },
    (_, i) => Math.sin(i),
  );
  const map = await integratedGradients(model, batch, {
    target: [3, 0],
    steps,
    baseline,
  });
  const start = Float32Array.from([...baseline, ...baseline]);
  const sum = new Float64Array(batch.data.length);
  for (const alpha of [1 / 6, 3 / 6, 5 / 6]) {
    const data = start.map((from, i) => from + alpha * (batch.data[i]! - from));
    const { attributions } = await inputTimesGradient(
      model,
      { ...batch, data },
      { target: [3, 0] },
    );
    attributions!.values.forEach((value, i) => sum[i]! += value / data[i]!);
  }
  const expected = sum.map((value, i) =>
    (batch.data[i]! - start[i]!) * value / steps
  );
  assertClose(map.attributions!.values, expected, 1e-4, "attributions");
  assertEquals(map.settings["baseline"], "image given");
  model.dispose();
});

Deno.test("integratedGradients() keeps the class of the image on the way", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const argmax = await integratedGradients(model, images(3), {
    steps: 4,
    baseline: 2,
  });
  const fixed = await integratedGradients(model, images(3), {
    steps: 4,
    baseline: 2,
    target: [...argmax.target.classes],
  });
  assertEquals(argmax.values, fixed.values);
  const { output, inputTerm, biasTerm, residual } = argmax.completeness![0]!;
  assertAlmostEquals(inputTerm + biasTerm + residual, output, 1e-4);
  model.dispose();
});

Deno.test("integratedGradients() refuses options that are not valid", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const run = (options: Parameters<typeof integratedGradients>[2]) => () =>
    integratedGradients(model, images(1), options);
  await assertRejects(run({ steps: 0 }), RangeError, "positive integer");
  await assertRejects(
    run({ rule: "left" as "right" }),
    RangeError,
    'current value is "left"',
  );
  for (const baseline of [NaN, Float32Array.of(0, Infinity)]) {
    await assertRejects(
      run({ baseline }),
      RangeError,
      "baseline must be a finite number, or a Float32Array of finite numbers",
    );
  }
  await assertRejects(
    run({ baseline: new Float32Array(5) }),
    TypeError,
    "current number of values is 5",
  );
  model.dispose();
});
