/** Faithfulness estimate, monotonicity correlation and monotonicity. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  type Evaluation,
  faithfulness,
  faithfulnessEstimate,
  inSquares,
  monotonicity,
  monotonicityCorrelation,
  pixelPerturbation,
} from "../../../lib/evaluation/mod.ts";
import { asModel, type Model } from "../../../lib/model/mod.ts";
import { Random } from "../../../lib/random/mod.ts";
import {
  decodingNetwork,
  handMade,
  ones,
} from "../perturbation/decoding_network.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";
import reference from "./numpy_faithfulness.json" with { type: "json" };

await startBackend("cpu");

/** Runs on a hand-made map without controls, one pixel a group. */
async function scoresOf(
  model: Model,
  images: ReturnType<typeof ones>,
  value: (image: number, pixel: number) => number,
  groups = 16,
): Promise<(measure: string) => readonly number[]> {
  const result = await faithfulness(model, images, {
    methods: { map: handMade(value) },
    controls: {},
    target: 0,
    groups,
  });
  return (measure) => valuesOf(result, measure);
}

function valuesOf(result: Evaluation, measure: string): readonly number[] {
  return result.values("map", measure)[0]!.map((value) => value!);
}

function assertAll(values: readonly number[], expected: number): void {
  for (const value of values) assertAlmostEquals(value, expected, 1e-6);
}

Deno.test("faithfulness() of a linear network is 1 for its terms, the estimate −1 for their opposite", async () => {
  for (const factor of [1, 3, -1]) {
    for (const groups of [16, 5, 2]) {
      const scores = await scoresOf(
        decodingNetwork(),
        ones(2),
        (_, pixel) => factor * 2 ** pixel,
        groups,
      );
      assertAll(scores("faithfulness estimate"), Math.sign(factor));
      assertAll(scores("monotonicity correlation"), 1);
      assertAll(scores("monotonicity"), 1);
    }
  }
});

Deno.test("terms of both signs: the estimate is 1 in any groups, the monotonicity correlation pixel by pixel", async () => {
  // Every third pixel is −1, so that its term is negative.
  const { data, shape } = ones(1);
  const images = { data: data.map((_, i) => i % 3 === 0 ? -1 : 1), shape };
  const term = (_: number, pixel: number) => images.data[pixel]! * 2 ** pixel;
  const scores = await scoresOf(decodingNetwork(), images, term);
  assertAll(scores("faithfulness estimate"), 1);
  assertAll(scores("monotonicity correlation"), 1);
  // Pixels come back from the least on: 3, 6, 9, 12 and 15 of the 15 steps fall.
  assertAll(scores("monotonicity"), 10 / 15);
  const grouped = await scoresOf(decodingNetwork(), images, term, 6);
  assertAll(grouped("faithfulness estimate"), 1);
});

Deno.test("a map in the reverse order has a rank correlation of −1; a constant one none", async () => {
  const reverse = await scoresOf(
    decodingNetwork(),
    ones(1),
    (_, pixel) => 16 - pixel,
  );
  assertAll(reverse("monotonicity correlation"), -1);
  const constant = await scoresOf(decodingNetwork(), ones(1), () => 1);
  assertAll(constant("faithfulness estimate"), 0);
  assertAll(constant("monotonicity correlation"), 0);
});

/** The network, the images and the methods of the reference. */
function referenceParts() {
  const [w1, b1, w2, b2] = reference.weights;
  const network = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [4, 4, 1] }),
      tf.layers.dense({ units: b1!.length, activation: "relu" }),
      tf.layers.dense({ units: b2!.length }),
    ],
  });
  tf.tidy(() =>
    network.setWeights([
      tf.tensor2d(w1 as number[][]),
      tf.tensor1d(b1 as number[]),
      tf.tensor2d(w2 as number[][]),
      tf.tensor1d(b2 as number[]),
    ])
  );
  const { images, maps, targets } = reference;
  return {
    model: asModel(network),
    images: {
      data: Float32Array.from(images.flat()),
      shape: [images.length, 4, 4, 1],
    },
    map: handMade((image, pixel) => maps[image]![pixel]!),
    options: { controls: {}, target: targets },
  };
}

Deno.test("faithfulness() as NumPy and SciPy have it", async () => {
  const { model, images, map, options } = referenceParts();
  const { groups, scores } = reference;
  const result = await faithfulness(model, images, {
    ...options,
    methods: { map },
    groups,
  });
  for (const measure of Object.keys(scores[0]!) as (keyof typeof scores[0])[]) {
    valuesOf(result, measure).forEach((value, i) =>
      assertAlmostEquals(value, scores[i]![measure], 1e-5)
    );
  }
});

Deno.test("pixelPerturbation() in squares is region perturbation and selectivity as NumPy has them", async () => {
  const { model, images, map, options } = referenceParts();
  const result = await pixelPerturbation(model, images, {
    ...options,
    methods: { map: inSquares(map, 2) },
    fractions: [0, 0.25, 0.5, 0.75, 1],
    fill: "zeroNormalized",
    order: "most",
  });
  const at = (measure: string, point: number, image: number) =>
    result.values("map", `most salient first, ${measure}`)[point]![image]!;
  reference.regions.forEach(([before, ...outputs], image) => {
    assertAlmostEquals(at("output", 0, image), before!, 1e-5);
    outputs.forEach((output, k) => {
      assertAlmostEquals(at("output", k + 1, image), output, 1e-5);
      const drop = (before! - output) / Math.abs(before!);
      assertAlmostEquals(at("drop", k + 1, image), drop, 1e-5);
    });
  });
});

Deno.test("measures of arrays: changes count by their size for the one, by their sign for the other", () => {
  assertAlmostEquals(faithfulnessEstimate([1, 2, 3], [-1, -2, -3]), -1);
  assertAlmostEquals(monotonicityCorrelation([1, 2, 3], [-1, -2, -3]), 1);
  // ρ = 1 − 6 Σd² / (n (n² − 1)) of the ranks 1 2 3 4 and 2 1 4 3.
  assertAlmostEquals(monotonicityCorrelation([1, 2, 3, 4], [3, 2, 5, -4]), 0.6);
  assertEquals(monotonicity([5, 5, 5]), 1);
  assertEquals(monotonicity([3, 2, 1]), 0);
  assertEquals(monotonicity([-2, 0, -1e-7, 1]), 1);
  assertEquals(monotonicity([-2, 0, -1e-5, 1]), 2 / 3);
  assertThrows(() => monotonicity([1]), RangeError, "current number is 1");
  for (const measure of [faithfulnessEstimate, monotonicityCorrelation]) {
    assertThrows(() => measure([1, 2], [1]), TypeError, "are 2 and 1");
  }
});

Deno.test("a pixel is the smallest group, the papers are cited, and one group is refused", async () => {
  const images = tinyImages(1);
  const methods = { map: handMade((_, pixel) => pixel % 7 - 3) };
  const result = await faithfulness(tinyNetwork(), images, {
    methods,
    controls: {},
    groups: 1e6,
  });
  for (const { name } of result.data.measures) {
    assert(Math.abs(result.interval("map", name).mean) <= 1);
  }
  for (const key of ["alvarezmelis2018", "nguyen2020", "arya2019"]) {
    assert(result.citations().includes(key), key);
  }
  await assertRejects(
    () => faithfulness(tinyNetwork(), images, { methods, groups: 1 }),
    RangeError,
    "groups must be an integer of 2 or more",
  );
});

Deno.test("an image of one pixel has no groups to compare, and no number", async () => {
  const layersModel = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [1, 1, 1] }),
      tf.layers.dense({ units: 2 }),
    ],
  });
  const { data } = await faithfulness(asModel(layersModel), {
    data: Float32Array.of(0.5, 1),
    shape: [2, 1, 1, 1],
  }, { methods: { map: handMade(() => 1) }, controls: {} });
  assertEquals(data.values, Array(6).fill(null));
  assertEquals(
    data.notes,
    ["image 1", "image 2"].map((name) =>
      `${name} is one pixel, of which there are no groups to compare: it has no number.`
    ),
  );
});

Deno.test("measures of arrays stay within [−1, 1], whatever the unit of the numbers", () => {
  const random = new Random(5, 0, 0);
  for (let length = 2; length < 60; length++) {
    const sums = Array.from({ length }, () => random.normal());
    const drops = Array.from({ length }, () => random.normal());
    for (const measure of [faithfulnessEstimate, monotonicityCorrelation]) {
      const expected = measure(sums, drops);
      for (const unit of [1e-300, 1e-90, 1e-8, 3, 1e90, 1e300]) {
        const scaled = (values: readonly number[]) =>
          values.map((value) => unit * value);
        const found = [
          measure(scaled(sums), drops),
          measure(sums, scaled(drops)),
          measure(scaled(sums), scaled(drops)),
        ];
        for (const each of found) assertAlmostEquals(each, expected, 1e-12);
        const own = measure(sums, scaled(sums.map(Math.abs)));
        for (const each of [...found, own]) assert(Math.abs(each) <= 1);
      }
    }
    const estimate = faithfulnessEstimate(sums, sums.map((x) => 3 * x));
    assert(estimate <= 1 && estimate > 1 - 1e-12);
  }
});

Deno.test("measures of arrays refuse what is no number, and have 0 of what is constant", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    for (const measure of [faithfulnessEstimate, monotonicityCorrelation]) {
      for (const lists of [[[1, value], [1, 2]], [[1, 2], [value, 2]]]) {
        assertThrows(
          () => measure(lists[0]!, lists[1]!),
          RangeError,
          "must be a list of finite numbers",
        );
      }
    }
    assertThrows(() => monotonicity([1, value]), RangeError, "finite");
  }
  for (const measure of [faithfulnessEstimate, monotonicityCorrelation]) {
    for (const constant of [[0, 0], [2, 2], [-1e-90, -1e-90]]) {
      assertEquals(measure(constant, [1, 2]), 0);
      assertEquals(measure([1, 2], constant), 0);
      assertEquals(measure(constant, constant), 0);
    }
    assertEquals(measure([], []), 0);
  }
});
