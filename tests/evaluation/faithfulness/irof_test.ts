/** Superpixels, and their iterative removal. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import { superpixels } from "../../../lib/evaluation/faithfulness/superpixels.ts";
import { irof } from "../../../lib/evaluation/mod.ts";
import { asModel } from "../../../lib/model/mod.ts";
import { Random } from "../../../lib/random/mod.ts";
import {
  decodingNetwork,
  handMade,
  ones,
} from "../perturbation/decoding_network.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";
import quantus from "./quantus_irof.json" with { type: "json" };
import slic from "./skimage_slic.json" with { type: "json" };

await startBackend("cpu");

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g)!, (byte) => parseInt(byte, 16));
}

Deno.test("superpixels() are scikit-image's, pixel by pixel", () => {
  for (const { shape, count, image, labels } of slic) {
    const sides = shape as unknown as [number, number, number];
    assertEquals(
      superpixels(bytesOf(image), sides, count),
      Int32Array.from(bytesOf(labels)),
    );
  }
});

Deno.test("superpixels() are numbered without gaps, connected, and those of the image whatever its unit", () => {
  const [height, width] = [40, 28];
  const random = new Random(3, 0, 0);
  const image = Float64Array.from(
    { length: height * width * 3 },
    (_, at) => Math.sin(at / 90) + 0.2 * random.normal(),
  );
  const labels = superpixels(image, [height, width, 3], 30);
  const all = new Set(labels);
  assertEquals(Math.max(...all) + 1, all.size);
  const unit = image.map((value) => 7 * value - 2);
  assertEquals(superpixels(unit, [height, width, 3], 30), labels);
  // From the first pixel of a label, steps to neighbors reach all of them.
  for (const label of all) {
    const reached = new Set([labels.indexOf(label)]);
    for (const at of reached) {
      const beside = [
        ...(at % width > 0 ? [at - 1] : []),
        ...(at % width < width - 1 ? [at + 1] : []),
        at - width,
        at + width,
      ];
      beside.filter((to) => labels[to] === label)
        .forEach((to) => reached.add(to));
    }
    assertEquals(reached.size, labels.filter((each) => each === label).length);
  }
  // An image of one color is cut along the grid.
  const flat = superpixels(new Float32Array(64), [8, 8, 1], 4);
  assertEquals(new Set(flat).size, 4);
});

Deno.test("irof() as Quantus has it", async () => {
  const [w1, b1, w2, b2] = quantus.weights;
  const network = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: b1!.length,
        kernelSize: 3,
        padding: "same",
        inputShape: [24, 24, 1],
      }),
      tf.layers.reLU(),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: b2!.length }),
    ],
  });
  tf.tidy(() =>
    network.setWeights([
      tf.transpose(tf.tensor4d(w1 as number[][][][]), [2, 3, 1, 0]),
      tf.tensor1d(b1 as number[]),
      tf.transpose(tf.tensor2d(w2 as number[][])),
      tf.tensor1d(b2 as number[]),
    ])
  );
  const { images, maps, targets, scores } = quantus;
  const result = await irof(asModel(network), {
    data: Float32Array.from(images.flat()),
    shape: [images.length, 24, 24, 1],
  }, {
    methods: { map: handMade((image, pixel) => maps[image]![pixel]!) },
    controls: {},
    fill: "zeroNormalized",
    target: targets,
  });
  result.values("map")[0]!.forEach((value, i) => {
    const { score, superpixels, first } = scores[i]!;
    const expected = (score - (1 + first) / 2) / superpixels;
    assertAlmostEquals(value!, expected, 1e-5);
  });
});

Deno.test("irof() of a linear network is that of its terms; the best order is the greatest first", async () => {
  const scores = await irof(decodingNetwork(), ones(1), {
    methods: {
      terms: handMade((_, pixel) => 2 ** pixel),
      opposite: handMade((_, pixel) => -(2 ** pixel)),
      flat: handMade(() => 1),
    },
    controls: {},
    // As many as there are pixels: each is a superpixel.
    segments: 16,
    target: 0,
    fill: "zeroNormalized",
    output: "logit",
  });
  const of = (name: string) => scores.interval(name).mean;
  // f(x_l) = 2^(16 − l): Σ of the trapezoids over 16 · 2^16.
  const outputs = Array.from({ length: 17 }, (_, l) => 2 ** (16 - l));
  const area = outputs.slice(1)
    .reduce((sum, output, l) => sum + (outputs[l]! + output) / 2, 0);
  assertAlmostEquals(of("terms"), 1 - area / 16 / 2 ** 16, 1e-6);
  assert(of("terms") > of("flat") && of("flat") > of("opposite"));
  assert(scores.citations().includes("rieger2020"));
});

Deno.test("irof() draws ties by seed, has no number of one superpixel, and refuses to want one", async () => {
  const methods = { flat: handMade(() => 1) };
  const stripes = {
    data: Float32Array.from({ length: 768 }, (_, at) => Math.sin(at / 50)),
    shape: [1, 16, 16, 3],
  };
  const run = async (
    seed: number,
    images: ReturnType<typeof tinyImages> = stripes,
  ) =>
    (await irof(tinyNetwork(), images, {
      methods,
      controls: {},
      segments: 9,
      output: "logit",
      seed,
    })).data;
  assertEquals((await run(1)).values, (await run(1)).values);
  assert((await run(1)).values[0] !== (await run(2)).values[0]);
  const noise = await run(1, tinyImages(1));
  assertEquals(noise.values, [null]);
  assert(noise.notes.join().includes("image 1 is one superpixel"));
  await assertRejects(
    () => irof(tinyNetwork(), tinyImages(1), { methods, segments: 1 }),
    RangeError,
    "segments must be an integer of 2 or more",
  );
});

Deno.test("irof() has no number of an output of 0, and says so", async () => {
  // The second logit is 0, whatever the image.
  const { data } = await irof(decodingNetwork(), ones(2), {
    methods: { map: handMade((_, pixel) => pixel) },
    controls: {},
    segments: 16,
    target: [1, 0],
    fill: "zeroNormalized",
    output: "logit",
  });
  assertEquals(data.values.map((value) => value === null), [true, false]);
  assertEquals(data.notes, [
    "The output f(x) of image 1 is 0, and none can be divided by it: it has no number.",
  ]);
});
