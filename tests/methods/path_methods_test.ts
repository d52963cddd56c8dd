/** Expected Gradients and Guided Integrated Gradients: limits and identities. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  expectedGradients,
  guidedIntegratedGradients,
  inputGradient,
  integratedGradients,
  rise,
  signed,
  smoothGrad,
  startBackend,
} from "fullgrad";
import { assertClose } from "../propagation/assert_close.ts";
import { images, network } from "./networks/mod.ts";

const SIZE = 12 * 10 * 3;

Deno.test("expectedGradients() over one reference is Integrated Gradients from it, in the mean", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const of = { target: 1, magnitude: signed };
  const references = tf.fill([1, 12, 10, 3], -0.5);
  const image = images(1);
  const [drawn, path] = [
    await expectedGradients(model, image, { ...of, references, samples: 400 }),
    await integratedGradients(model, image, {
      ...of,
      baseline: -0.5,
      steps: 100,
    }),
  ];
  const total = (values: Float32Array) => values.reduce((a, b) => a + b, 0);
  const change = Math.abs(path.completeness![0]!.inputTerm);
  const error = Math.abs(total(drawn.values) - total(path.values));
  assert(error < 0.1 * change, `${error} of ${change}`);
  const distance = (a: Float32Array, b: Float32Array) =>
    Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));
  const few = await expectedGradients(model, image, {
    ...of,
    references,
    samples: 4,
  });
  assert(
    distance(drawn.values, path.values) < distance(few.values, path.values) / 2,
  );
  tf.dispose(references);
  model.dispose();
});

Deno.test("expectedGradients() draws for an image what it draws alone, and wants references of its size", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("residual");
  const references = images(3);
  const options = { target: 1, references, samples: 3, seed: 2 };
  const [both, alone] = [
    await expectedGradients(model, images(2), options),
    await expectedGradients(model, images(1), options),
  ];
  assertClose(both.at(0), alone.at(0), 1e-5, "first image");
  await assertRejects(
    () => expectedGradients(model, images(1), {} as never),
    TypeError,
    "references is missing",
  );
  await assertRejects(
    () => expectedGradients(model, images(1), { ...options, samples: 0 }),
    RangeError,
    "samples must be",
  );
  model.dispose();
});

Deno.test("guidedIntegratedGradients() that moves all values at once sums gradients along the straight path", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const image = images(1);
  const steps = 5;
  const of = { target: 1, magnitude: signed };
  const expected = new Float64Array(SIZE);
  for (let k = 0; k < steps; k++) {
    const place = { ...image, data: image.data.map((x) => x * k / steps) };
    const { attributions } = await inputGradient(model, place, of);
    attributions!.values.forEach((g, i) =>
      expected[i]! += g * image.data[i]! / steps
    );
  }
  for (const limit of [{ fraction: 1 }, { maxDistance: 0 }]) {
    const map = await guidedIntegratedGradients(model, image, {
      ...of,
      ...limit,
      steps,
    });
    assertClose(
      map.attributions!.values,
      expected,
      1e-4,
      JSON.stringify(limit),
    );
  }
  model.dispose();
});

Deno.test("guidedIntegratedGradients() adds up to f(x) − f(baseline) as steps grow, with smaller sizes than the straight path", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("residual");
  const image = images(2);
  const residual = async (steps: number) => {
    const { completeness } = await guidedIntegratedGradients(model, image, {
      steps,
      target: [0, 1],
    });
    return completeness!.map((each) => Math.abs(each.residual));
  };
  const [few, many] = [await residual(10), await residual(160)];
  many.forEach((each, i) => assert(each < few[i]! / 3, `${few} ${many}`));
  const sizes = async (
    map: Promise<{ readonly values: Float32Array }>,
  ) => (await map).values.reduce((a, b) => a + b, 0);
  const target = [0, 1];
  const guided = await sizes(
    guidedIntegratedGradients(model, image, {
      target,
      maxDistance: 0.2,
      steps: 60,
    }),
  );
  const straight = await sizes(
    integratedGradients(model, image, { target, steps: 60 }),
  );
  assert(guided < straight, `${guided} ${straight}`);
  model.dispose();
});

Deno.test("a signal ends what makes many short passes over one image, and timers have their turn", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  let turns = 0;
  const timer = setInterval(() => turns++, 10);
  try {
    for (
      const run of [
        (signal: AbortSignal) =>
          guidedIntegratedGradients(model, images(1), { steps: 1e6, signal }),
        (signal: AbortSignal) => rise(model, images(1), { masks: 1e7, signal }),
        (signal: AbortSignal) =>
          smoothGrad(inputGradient, { samples: 1e6 })(model, images(1), {
            signal,
          }),
      ]
    ) {
      const before = tf.memory().numTensors;
      const stop = new AbortController();
      setTimeout(() => stop.abort(new Error("enough")), 100);
      await assertRejects(() => run(stop.signal), Error, "enough");
      assertEquals(tf.memory().numTensors, before);
    }
  } finally {
    clearInterval(timer);
  }
  assert(turns > 0);
  model.dispose();
});
