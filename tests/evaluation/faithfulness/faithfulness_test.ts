/** Sensitivity-n and infidelity, on networks where the truth is known. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  infidelityOf,
  randomSquare,
} from "../../../lib/evaluation/faithfulness/infidelity.ts";
import {
  correlation,
  randomPixels,
} from "../../../lib/evaluation/faithfulness/sensitivity_n.ts";
import { infidelity, sensitivityN } from "../../../lib/evaluation/mod.ts";
import { randomMap } from "../../../lib/methods/mod.ts";
import { asModel } from "../../../lib/model/mod.ts";
import { Random } from "../../../lib/random/mod.ts";
import {
  decodingNetwork,
  handMade,
  ones,
} from "../perturbation/decoding_network.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";

await startBackend("cpu");

/** What each pixel of the linear network contributes, and wrong ideas of it. */
const methods = {
  truth: handMade((_, pixel) => 2 ** pixel),
  scaled: handMade((_, pixel) => 3 * 2 ** pixel),
  opposite: handMade((_, pixel) => -(2 ** pixel)),
  flat: handMade(() => 1),
  nothing: handMade(() => 0),
};

Deno.test("sensitivityN() of a linear network is 1 for its terms, −1 for their opposite, 0 for a constant", async () => {
  const curves = await sensitivityN(decodingNetwork(), ones(2), {
    methods,
    fractions: [1 / 16, 0.5, 15 / 16],
    samples: 12,
  });
  const expected = { truth: 1, scaled: 1, opposite: -1, flat: 0, nothing: 0 };
  for (const [name, value] of Object.entries(expected)) {
    for (const images of curves.values(name)) {
      for (const found of images) assertAlmostEquals(found!, value, 1e-6);
    }
  }
  assert(String(curves.figure()).includes("truth"));
});

Deno.test("of one pixel there are no sets to compare, and one of two is compared with the other", async () => {
  const network = (width: number) => {
    const layersModel = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [1, width, 1] }),
        tf.layers.dense({ units: 2, kernelInitializer: "ones" }),
      ],
    });
    return asModel(layersModel);
  };
  const run = (width: number) =>
    sensitivityN(network(width), {
      data: Float32Array.from({ length: 2 * width }, (_, i) => i + 1),
      shape: [2, 1, width, 1],
    }, {
      methods: {
        growing: handMade((_, pixel) => pixel),
        flat: handMade(() => 1),
      },
      controls: {},
      fractions: [0.1, 0.9],
      samples: 20,
    });
  const one = (await run(1)).data;
  assertEquals(one.values, Array(8).fill(null));
  assertEquals(
    one.notes,
    ["image 1", "image 2"].map((name) =>
      `${name} is one pixel, of which there are no sets to compare: it has no number.`
    ),
  );
  const two = await run(2);
  for (const images of two.values("growing")) {
    for (const found of images) assertAlmostEquals(found!, 1, 1e-6);
  }
  assertEquals(two.values("flat"), [[0, 0], [0, 0]]);
  assertEquals(two.data.notes, []);
});

Deno.test("infidelity() of a linear network is 0 for its terms, whatever their scale if it is fitted", async () => {
  const of = async (scale: "best" | "none") => {
    const scores = await infidelity(decodingNetwork(), ones(2), {
      methods,
      scale,
      samples: 12,
      side: 0.5,
    });
    return (name: string) => scores.interval(name).mean;
  };
  const fitted = await of("best");
  assertAlmostEquals(fitted("truth"), 0, 1e-9);
  assertAlmostEquals(fitted("scaled"), 0, 1e-9);
  assertAlmostEquals(fitted("opposite"), 1, 1e-9);
  assertEquals(fitted("nothing"), 1);
  assert(fitted("flat") > 0.1 && fitted("flat") < 1);
  const asIs = await of("none");
  assertAlmostEquals(asIs("truth"), 0, 1e-9);
  assertAlmostEquals(asIs("scaled"), 4, 1e-6);
  assertAlmostEquals(asIs("opposite"), 4, 1e-6);
  assertEquals(asIs("nothing"), 1);
});

Deno.test("infidelity with the best factor is never above 1, nor above any other factor's", () => {
  const random = new Random(1, 0, 0);
  for (let i = 0; i < 100; i++) {
    const drops = Array.from({ length: 9 }, () => random.normal());
    const sums = Array.from({ length: 9 }, () => random.normal());
    const best = infidelityOf({ drops, sums }, "best")!;
    assert(best <= 1 + 1e-12);
    for (const factor of [0.1, 1, 5]) {
      const scaled = sums.map((sum) => factor * sum);
      assert(best <= infidelityOf({ drops, sums: scaled }, "none")! + 1e-12);
    }
  }
  assertEquals(infidelityOf({ drops: [0, 0], sums: [1, 2] }, "best"), 0);
});

Deno.test("where no removal changes the output, a map that says so is right, and one that does not has no number without a factor", async () => {
  // The first image is what takes the place of its pixels already.
  const { data, shape } = ones(2);
  const images = { data: data.fill(0, 0, data.length / 2), shape };
  const result = await infidelity(decodingNetwork(), images, {
    methods: {
      zero: handMade(() => 0),
      map: handMade((_, pixel) => 2 ** pixel),
    },
    controls: {},
    scale: "none",
    target: 0,
  });
  assertEquals(result.values("zero"), [[0, 1]]);
  assertEquals(result.values("map")[0]![0], null);
  assertAlmostEquals(result.values("map")[0]![1]!, 0, 1e-9);
  assertEquals(result.data.notes, [
    "image 1 has an output that no removal changes, and a map that says one does: it has no number.",
  ]);
});

Deno.test("a random map follows nothing", async () => {
  const options = { methods: { random: randomMap }, controls: {}, samples: 40 };
  const curves = await sensitivityN(tinyNetwork(), tinyImages(12), {
    ...options,
    fractions: [0.3],
  });
  // A correlation of 40 sets has the standard deviation 0.16, of 12 images 0.05.
  assertAlmostEquals(curves.intervals("random")[0]!.mean, 0, 0.25);
});

Deno.test("correlation() is Pearson's, and 0 where there is none", () => {
  assertAlmostEquals(correlation([1, 2, 4], [2, 4, 8]), 1, 1e-12);
  assertAlmostEquals(correlation([1, 2, 3], [1, 3, 2]), 0.5, 1e-12);
  assertEquals(correlation([5, 5, 5], [1, 2, 3]), 0);
  assertEquals(correlation([0.1 + 0.2, 0.3, 0.3], [1, 2, 3]), 0);
});

Deno.test("random sets have their size and are everywhere alike", () => {
  const random = new Random(2, 0, 0);
  const [hits, draws] = [new Float64Array(10), 3000];
  for (let i = 0; i < draws; i++) {
    const set = randomPixels(10, 3, random);
    assertEquals(set.reduce((sum, x) => sum + x, 0), 3);
    set.forEach((x, at) => hits[at]! += x);
  }
  // 900 each, standard deviation 25: five of them.
  for (const count of hits) assert(Math.abs(count - 900) < 126);
  const places = new Set<string>();
  for (let i = 0; i < 300; i++) {
    const set = randomSquare([4, 5], 3, random);
    assertEquals(set.reduce((sum, x) => sum + x, 0), 9);
    places.add(set.join(""));
  }
  assertEquals(places.size, 6);
  assertEquals([...randomSquare([2, 2], 2, random)], [1, 1, 1, 1]);
});

Deno.test("no tensor is left behind, and options that are not valid are refused", async () => {
  const options = { methods: { random: randomMap }, samples: 3 };
  await infidelity(tinyNetwork(), tinyImages(2), options);
  const model = tinyNetwork();
  const { numTensors } = tf.memory();
  await infidelity(model, tinyImages(2), options);
  await sensitivityN(model, tinyImages(2), { ...options, fractions: [0.5] });
  assertEquals(tf.memory().numTensors, numTensors);
  const wrong: readonly (readonly [() => Promise<unknown>, string])[] = [
    [
      () => infidelity(model, tinyImages(1), { ...options, side: 0 }),
      "side must be within (0, 1]",
    ],
    [
      () => infidelity(model, tinyImages(1), { ...options, samples: 1 }),
      "samples must be an integer of 2 or more",
    ],
    [
      () =>
        infidelity(model, tinyImages(1), {
          ...options,
          scale: "fit" as "best",
        }),
      'scale must be one of "best", "none"',
    ],
    [
      () => sensitivityN(model, tinyImages(1), { ...options, fractions: [1] }),
      "where all sets are the same",
    ],
    [
      () =>
        sensitivityN(model, tinyImages(1), {
          ...options,
          output: "loss" as "logit",
        }),
      'output must be one of "logit", "probability"',
    ],
  ];
  for (const [call, words] of wrong) {
    await assertRejects(call, RangeError, words);
  }
});
