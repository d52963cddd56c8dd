/** Methods that cover parts of the image, against plain loops on linear networks. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { occlusion, probability, rise, startBackend } from "fullgrad";
import { riseMask } from "../../lib/methods/masking/rise.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { randomizeWeights } from "../propagation/cases/mod.ts";
import { images, network } from "./networks/mod.ts";

const [HEIGHT, WIDTH, CHANNELS] = [7, 5, 2];

/** f(x) = Σ w x + b for class 1, and an image. */
async function linear() {
  await startBackend("fullgrad-wasm");
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [HEIGHT, WIDTH, CHANNELS] }),
      tf.layers.dense({ units: 2, name: "logits" }),
    ],
  });
  randomizeWeights(model, 5);
  const kernel = await model.getLayer("logits").getWeights()[0]!.data();
  const image = Float32Array.from(
    { length: HEIGHT * WIDTH * CHANNELS },
    (_, i) => Math.sin(3 * i + 1),
  );
  const w = Float64Array.from(image, (_, i) => kernel[2 * i + 1]!);
  return { model, image, w };
}

Deno.test("occlusion() of a linear network is the sum of what a square covers, cut off at the border", async () => {
  const { model, image, w } = await linear();
  const fill = 0.25;
  const map = await occlusion(model, image, {
    target: 1,
    window: 3,
    stride: 2,
    fill,
  });
  const sums = new Float64Array(HEIGHT * WIDTH);
  const covers = new Float64Array(HEIGHT * WIDTH);
  // Squares at 0, 2 and 4 of seven rows, 0 and 2 of five columns.
  for (const top of [0, 2, 4]) {
    for (const left of [0, 2]) {
      const pixels = sums.map((_, i) => i).filter((i) => {
        const [y, x] = [Math.floor(i / WIDTH) - top, i % WIDTH - left];
        return y >= 0 && y < 3 && x >= 0 && x < 3;
      });
      const change = [...pixels].reduce(
        (sum, i) =>
          sum + w[2 * i]! * (image[2 * i]! - fill) +
          w[2 * i + 1]! * (image[2 * i + 1]! - fill),
        0,
      );
      pixels.forEach((i) => {
        sums[i]! += change;
        covers[i]!++;
      });
    }
  }
  assertClose(map.values, [...sums].map((s, i) => s / covers[i]!), 1e-5, "map");
  model.dispose();
});

Deno.test("one square over the whole image changes all pixels alike; one pixel is input × gradient", async () => {
  const { model, image, w } = await linear();
  const single = await occlusion(model, image, {
    target: 1,
    window: 1,
    stride: 1,
  });
  const expected = Array.from(
    { length: HEIGHT * WIDTH },
    (_, i) => w[2 * i]! * image[2 * i]! + w[2 * i + 1]! * image[2 * i + 1]!,
  );
  assertClose(single.values, expected, 1e-5, "pixels");
  const square = tf.tidy(() => tf.ones([1, 12, 12, 3]));
  const other = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [12, 12, 3] }),
      tf.layers.dense({ units: 2 }),
    ],
  });
  const whole = await occlusion(other, square, { window: 12 });
  assertEquals(new Set(whole.values).size, 1);
  await assertRejects(
    () => occlusion(model, image, { window: 6 }),
    RangeError,
    "window must be 5",
  );
  square.dispose();
  other.dispose();
  model.dispose();
});

Deno.test("rise() is the mean of masks by the output under them", async () => {
  const { model, image, w } = await linear();
  const settings = { masks: 6, cells: 3, keep: 0.6, seed: 4 };
  const map = await rise(model, image, { target: 1, ...settings });
  const bias = (await model.getLayer("logits").getWeights()[1]!.data())[1]!;
  const expected = new Float64Array(HEIGHT * WIDTH);
  for (let k = 0; k < 6; k++) {
    const mask = riseMask([HEIGHT, WIDTH], 3, 0.6, 4, k);
    const f = bias + image.reduce(
      (sum, value, i) => sum + w[i]! * value * mask[Math.floor(i / 2)]!,
      0,
    );
    mask.forEach((kept, i) => expected[i]! += f * kept / (6 * 0.6));
  }
  assertClose(map.values, expected, 1e-5, "map");
  assertEquals(map.signed, true);
  const share = await rise(model, image, {
    target: probability(),
    ...settings,
  });
  assertEquals(share.signed, false);
  assert(share.values.every((value) => value >= 0));
  model.dispose();
});

Deno.test("masks are between 0 and 1, keep the share they are to, and move", () => {
  const size = [32, 24] as const;
  let sum = 0;
  const corners = new Set<number>();
  const count = 2000;
  for (let k = 0; k < count; k++) {
    const mask = riseMask(size, 7, 0.3, 1, k);
    assert(mask.every((value) => value >= 0 && value <= 1));
    sum += mask.reduce((a, b) => a + b) / mask.length;
    corners.add(mask[0]!);
  }
  // The mean of 2,000 masks of 49 cells: σ ≤ .46 / √(2000 · 49 / 4) = .003.
  assert(Math.abs(sum / count - 0.3) < 0.012, `${sum / count}`);
  assert(corners.size > 10);
});

Deno.test("masked copies are asked about the class and the reference of their own image", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const both = await occlusion(model, images(2), { target: [0, 2], window: 4 });
  const one = await occlusion(model, images(1), { target: 0, window: 4 });
  assertClose(both.at(0), one.at(0), 1e-5, "first image");
  assertEquals(both.target.classes, [0, 2]);
  const before = tf.memory().numTensors;
  const stop = AbortSignal.abort();
  await assertRejects(() => occlusion(model, images(1), { signal: stop }));
  assertEquals(tf.memory().numTensors, before);
  model.dispose();
});
