/** SRG, R-OMS and what blur alone gains, on networks with a known answer. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  blurred,
  Evaluation,
  insertionDeletion,
  pixelPerturbation,
} from "../../../lib/evaluation/mod.ts";
import { fullGrad, inputGradient } from "../../../lib/methods/mod.ts";
import { asModel } from "../../../lib/model/mod.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";
import { handMade, ones, PIXELS } from "./decoding_network.ts";

await startBackend("cpu");

const FRACTIONS = [0, 0.25, 0.5, 0.75, 1];
const WEIGHTS = Array.from({ length: PIXELS }, (_, p) => (7 * p) % 16 - 4);

/** `[Σ w_p x_p, 0]`. */
function linearNetwork() {
  const network = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [4, 4, 1] }),
      tf.layers.dense({ units: 2 }),
    ],
  });
  tf.tidy(() =>
    network.setWeights([
      tf.tensor2d(WEIGHTS.map((weight) => [weight, 0])),
      tf.zeros([2]),
    ])
  );
  return asModel(network);
}

const options = {
  fractions: FRACTIONS,
  fill: "zeroNormalized",
  repeats: 1,
  controls: {},
} as const;

Deno.test("SRG of a linear network's own weights is its closed form, and no ranking has more", async () => {
  const result = await pixelPerturbation(linearNetwork(), ones(1), {
    ...options,
    methods: {
      truth: handMade((_, p) => WEIGHTS[p]!),
      reversed: handMade((_, p) => -WEIGHTS[p]!),
      other: handMade((_, p) => (5 * p) % 16),
    },
  });
  const ascending = WEIGHTS.toSorted((a, b) => a - b);
  const sum = (weights: readonly number[]) =>
    weights.reduce((total, weight) => total + weight, 0);
  // Σ of what is left, the least gone, less Σ of what is left, the most gone.
  const expected = FRACTIONS.map((share) => {
    const gone = share * PIXELS;
    return sum(ascending.slice(gone)) -
      sum(ascending.slice(0, PIXELS - gone));
  });
  const gains = (name: string) =>
    result.values(name, "SRG").map(([value]) => value!);
  gains("truth").forEach((gain, i) =>
    assertAlmostEquals(gain, expected[i]!, 1e-4)
  );
  // The opposite ranking: least and most change places.
  gains("reversed").forEach((gain, i) =>
    assertAlmostEquals(gain, -expected[i]!, 1e-4)
  );
  gains("other").forEach((gain, i) => assert(gain <= expected[i]! + 1e-4));
  assertEquals(result.data.measures[0]!.name, "SRG");
});

Deno.test("SRG is the difference of both outputs, none where nothing or all is gone, and of a random order 0 on average", async () => {
  const result = await pixelPerturbation(tinyNetwork(), tinyImages(3), {
    methods: { gradient: inputGradient },
    fractions: [0, 0.3, 1],
    fill: "mean",
    repeats: 60,
  });
  for (const { name } of result.data.methods) {
    const [least, most] = ["least", "most"].map((order) =>
      result.values(name, `${order} salient first, output`)
    );
    const gains = result.values(name, "SRG");
    for (const [point, images] of gains.entries()) {
      images.forEach((gain, i) => {
        assertAlmostEquals(gain!, least![point]![i]! - most![point]![i]!, 1e-6);
        if (point !== 1) assertEquals(gain, 0);
      });
    }
  }
  const random = result.table().rows.filter(([method, , share]) =>
    method === "Random" && share === 0.3
  );
  const column = result.table().columns.findIndex(({ name }) => name === "SRG");
  const draws = random.map((row) => Number(row[column]));
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  const spread = Math.sqrt(
    draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length,
  );
  // Five standard errors.
  assert(spread > 0 && Math.abs(mean) < 5 * spread / Math.sqrt(draws.length));
});

Deno.test("R-OMS is of the fill: the same for all methods, said once, and not of what has one order", async () => {
  const model = tinyNetwork();
  const both = await pixelPerturbation(model, tinyImages(2), {
    methods: { gradient: inputGradient, fullGrad },
    fractions: [0.1, 0.5],
    fill: "mean",
  });
  const [first, ...others] = both.data.methods.map(({ name }) =>
    both.values(name, "R-OMS")
  );
  for (const other of others) assertEquals(other, first);
  assert(first!.flat().every((share) => share! >= 0 && share! <= 1));
  assertEquals(
    both.text.filter((line) => line.startsWith("R-OMS")).length,
    1,
  );
  const one = await pixelPerturbation(model, tinyImages(2), {
    methods: { gradient: inputGradient },
    fractions: [0.1, 0.5],
    fill: "mean",
    order: "least",
  });
  const deletion = await insertionDeletion(model, tinyImages(2), {
    methods: { gradient: inputGradient },
    steps: 2,
  });
  for (const result of [one, deletion]) {
    const names = result.data.measures.map(({ name }) => name);
    assert(!names.includes("SRG") && !names.includes("R-OMS"));
  }
});

Deno.test("what blur alone gains is the blurred map's number minus the map's own", async () => {
  const model = tinyNetwork();
  const common = { fractions: [0.1, 0.5], fill: "road" as const, repeats: 1 };
  const result = await pixelPerturbation(model, tinyImages(4), {
    ...common,
    methods: { gradient: inputGradient },
    blurred: true,
  });
  const apart = await pixelPerturbation(model, tinyImages(4), {
    ...common,
    methods: { gradient: inputGradient, twin: blurred(inputGradient) },
  });
  const gains = result.blurGains();
  const ofGradient = gains.filter(({ b }) => b === "gradient");
  assertEquals(
    ofGradient.map(({ a, measure }) => [a, measure]),
    ["SRG", "least salient first", "most salient first"].map((measure) => [
      "gradient, blurred",
      measure,
    ]),
  );
  for (const { measure, mean, wins, p } of ofGradient) {
    const expected = apart.paired("twin", "gradient", { measure });
    assertEquals([mean, wins, p], [expected.mean, expected.wins, expected.p]);
  }
  // A constant map is the same blurred.
  assertEquals(
    gains.filter(({ b }) => b === "Random").map(({ mean, ties }) => [
      mean,
      ties,
    ]),
    Array(3).fill([0, 4]),
  );
  // The methods of a measure are corrected together.
  assertEquals(new Set(gains.map(({ pairs }) => pairs)), new Set([4]));
  assert(result.data.methods.every(({ key }) => key !== null));
  assertEquals(result.blurTable().rows.length, gains.length);
  assert(result.text.some((line) => line.startsWith("Gain from blur alone")));
  const { data } = await result.figure().plotly();
  assert(!JSON.stringify(data).includes("blurred"));
  const again = Evaluation.from(JSON.stringify(result));
  assertEquals(again.blurGains(), gains);
  assertEquals(apart.blurGains(), []);
});
