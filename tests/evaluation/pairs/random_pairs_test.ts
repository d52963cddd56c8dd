import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { signed } from "../../../lib/aggregation/mod.ts";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  randomLabels,
  randomLogit,
  spearman,
} from "../../../lib/evaluation/mod.ts";
import {
  type AttributionMethod,
  fullGrad,
  inputGradient,
} from "../../../lib/methods/mod.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";

const gradient: AttributionMethod = (model, images, options) =>
  inputGradient(model, images, { ...options, magnitude: signed });
const methods = { gradient, FullGrad: fullGrad };

Deno.test("randomLogit() explains the predicted class and then others, from its seed", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const seen: (readonly number[])[] = [];
  const spy: AttributionMethod = async (model, images, options) => {
    const map = await inputGradient(model, images, options);
    seen.push(map.target.classes);
    return map;
  };
  const options = { methods: { spy }, controls: {}, seed: 3 };
  const images = tinyImages(40);
  const scores = await randomLogit(model, images, options);
  // The first call asks what the method is.
  const [, predicted, others] = seen as number[][];
  assertEquals(
    predicted,
    [...(await inputGradient(model, images)).target.classes],
  );
  assert(others!.every((other, i) => other !== predicted![i]));
  // Three other classes in 40 draws: each is there.
  assertEquals(new Set(others).size >= 3, true);
  assertEquals(
    (await randomLogit(model, images, options)).values("spy", "SSIM"),
    scores.values("spy", "SSIM"),
  );
  const [values] = scores.values("spy");
  assert(values!.every((value) => value! >= -1 && value! < 1));
});

Deno.test("randomLabels() of the network itself is 1, of its negative -1 where the map is signed", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const other = tinyNetwork();
  const kernel = other.layersModel!.getLayer("logits").weights[0]!;
  const negative = tf.neg(kernel.read());
  (kernel.read() as tf.Variable).assign(negative);
  negative.dispose();
  const images = tinyImages(3);
  const options = { methods, similarities: [spearman] };
  const same = await randomLabels(model, images, {
    ...options,
    permuted: model,
  });
  const changed = await randomLabels(model, images, {
    ...options,
    permuted: other,
  });
  for (const { name } of same.data.methods) {
    const [values] = same.values(name);
    assert(values!.every((value) => Math.abs(value! - 1) < 1e-9));
  }
  const values = (name: string) => changed.values(name)[0]!.map(Number);
  assert(values("gradient").every((value) => Math.abs(value + 1) < 1e-6));
  // Magnitudes do not see it.
  assert(values("FullGrad").every((value) => Math.abs(value - 1) < 1e-6));
  assert(values("Random map").every((value) => Math.abs(value) < 0.25));
});

Deno.test("networks that cannot be compared are refused", async () => {
  await startBackend("cpu");
  const small = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [16, 16, 3] }),
      tf.layers.dense({ units: 1 }),
    ],
  });
  const images = tinyImages(1);
  await assertRejects(
    () => randomLogit(small, images, { methods }),
    RangeError,
    "current number is 1",
  );
  await assertRejects(
    () => randomLabels(tinyNetwork(), images, { methods, permuted: small }),
    RangeError,
    "must have 4 outputs",
  );
});
