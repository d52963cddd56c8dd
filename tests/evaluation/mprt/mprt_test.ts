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
  efficientMprt,
  smoothMprt,
} from "../../../lib/evaluation/mod.ts";
import { histogramEntropy } from "../../../lib/evaluation/mprt/efficient_mprt.ts";
import { decodeFloats } from "../../../lib/evaluation/result/mod.ts";
import {
  type AttributionMethod,
  inputGradient,
} from "../../../lib/methods/mod.ts";
import { tinyImages, tinyNetwork, weightsOf } from "../tiny_network.ts";

const gradient: AttributionMethod = (model, images, options) =>
  inputGradient(model, images, { ...options, magnitude: signed });
const methods = { gradient };
const images = tinyImages(2);

Deno.test("histogramEntropy() is log(bins) of a ramp, 0 of a constant, and has no scale", () => {
  const ramp = Float32Array.from({ length: 1000 }, (_, i) => i);
  assertAlmostEquals(histogramEntropy(ramp, 100), Math.log(100), 1e-9);
  assertEquals(histogramEntropy(new Float32Array(9).fill(3), 100), 0);
  const two = Float32Array.of(-1, -1, -1, 7);
  const expected = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
  assertAlmostEquals(histogramEntropy(two, 100), expected, 1e-12);
  assertAlmostEquals(
    histogramEntropy(two.map((x) => 1024 * x), 10),
    expected,
    1e-12,
  );
});

Deno.test("smoothMprt() without noise is bottom-up randomization", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const options = { methods, controls: {}, seed: 2 };
  const smooth = await smoothMprt(model, images, {
    ...options,
    samples: 2,
    noise: 0,
  });
  const plain = await cascadingRandomization(model, images, {
    ...options,
    order: "bottomUp",
  });
  assertEquals(smooth.data.axis, plain.data.axis);
  assertEquals(
    smooth.values("gradient", "Spearman"),
    plain.values("gradient", "Spearman"),
  );
});

Deno.test("efficientMprt() is the relative rise of the entropy, and leaves the network as it was", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const before = await weightsOf(model);
  const options = { methods, seed: 2, draw: "normal" } as const;
  const scores = await efficientMprt(model, images, {
    ...options,
    examples: 2,
  });
  assertEquals(await weightsOf(model), before);
  const [a, b] = scores.data.examples![0]!.map((maps) =>
    histogramEntropy(decodeFloats(maps!).subarray(256), 100)
  );
  const [values] = scores.values("gradient");
  assertAlmostEquals(values![1]!, (b! - a!) / a!, 1e-12);
  assertEquals(scores.values("Sobel edges"), [[0, 0]]);
  assert(values!.every((value) => value !== 0));

  const failing: AttributionMethod = (model, images, options) => {
    if (failed++ > 0) throw new Error("second call");
    return gradient(model, images, options);
  };
  let failed = 0;
  await assertRejects(
    () => efficientMprt(model, images, { methods: { failing }, controls: {} }),
    Error,
    "second call",
  );
  assertEquals(await weightsOf(model), before);
});

Deno.test("smoothMprt() and efficientMprt() refuse weights that cannot be re-drawn before they compute maps", async () => {
  await startBackend("cpu");
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [16, 16, 3] }),
      tf.layers.dense({ units: 2, name: "flat", kernelInitializer: "zeros" }),
    ],
  });
  let maps = 0;
  const counted: AttributionMethod = (...given) => {
    maps++;
    return gradient(...given);
  };
  for (const run of [smoothMprt, efficientMprt]) {
    await assertRejects(
      () => run(model, images, { methods: { counted }, controls: {} }),
      RangeError,
      'Cannot re-draw "kernel" of layer "flat"',
    );
    assertEquals(maps, 0);
  }
});

Deno.test("smoothMprt() and efficientMprt() refuse options that cannot be", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  await assertRejects(
    () => efficientMprt(model, images, { methods, bins: 1 }),
    RangeError,
    "bins",
  );
  await assertRejects(
    () => smoothMprt(model, images, { methods, samples: 0 }),
    RangeError,
    "samples",
  );
});
