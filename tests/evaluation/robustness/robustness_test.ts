import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { SaliencyMap } from "../../../lib/aggregation/mod.ts";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  lipschitzRatio,
  mapSensitivity,
  robustness,
} from "../../../lib/evaluation/mod.ts";
import type { Images } from "../../../lib/image/mod.ts";
import {
  type AttributionMethod,
  inputGradient,
  randomMap,
} from "../../../lib/methods/mod.ts";
import { decodingNetwork, handMade } from "../perturbation/decoding_network.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";
import references from "./numpy_robustness.json" with { type: "json" };

const PIXELS = 16;

/** Images of the network that decodes, none of them constant. */
const RAMPS = {
  data: Float32Array.from({ length: 2 * PIXELS }, (_, i) => (i % 23) / 10 - 1),
  shape: [2, 4, 4, 1],
};

/** The method whose map is a function of the values of the pixels, one by one. */
function ofValues(
  of: (value: number) => number,
  seen: Float32Array[] = [],
): AttributionMethod {
  return async (model, images, options) => {
    const { values } = images as Images;
    seen.push(values);
    const map = await randomMap(model, images, options);
    return new SaliencyMap({
      ...map.data,
      signed: true,
      values: values.map(of),
    });
  };
}

const norm = (values: readonly number[]) => Math.hypot(...values);

Deno.test("a map that stays does not move; one of zeros moves by 0 to itself, infinitely far to others", () => {
  assertEquals(mapSensitivity([1, -2], [1, -2]), 0);
  assertEquals(mapSensitivity([0, 0], [0, 0]), 0);
  assertEquals(mapSensitivity([0, 0], [0, 1]), Infinity);
  const zero = { map: [0, 0], input: [0] };
  assertEquals(lipschitzRatio(zero, { map: [0, 0], input: [2] }), 0);
  assertEquals(lipschitzRatio(zero, { map: [0, 9], input: [2] }), 0.5);
});

Deno.test("the opposite map moves by twice its size, and its unit is of no account", () => {
  const map = [3, -4, 12];
  const opposite = map.map((x) => -x);
  assertEquals(mapSensitivity(map, opposite), 2);
  // Divided by 12, maps are ±13/12 long.
  for (const scale of [1, 1e-6, 1e6]) {
    const ratio = lipschitzRatio(
      { map: map.map((x) => scale * x), input: [1, 1] },
      { map: opposite.map((x) => scale * x), input: [1, 3] },
    );
    assertAlmostEquals(ratio, 13 / 12, 1e-12);
  }
});

Deno.test("measures of neighbors as NumPy has them", () => {
  for (const { at, neighbors, lipschitz, max, avg } of references) {
    const changes = neighbors.map(({ map }) => mapSensitivity(at.map, map));
    assertAlmostEquals(Math.max(...changes), max, 1e-12);
    const sum = changes.reduce((a, b) => a + b);
    assertAlmostEquals(sum / changes.length, avg, 1e-12);
    const ratios = neighbors.map((neighbor) => lipschitzRatio(at, neighbor));
    assertAlmostEquals(Math.max(...ratios), lipschitz, 1e-12);
  }
});

Deno.test("values that are not as many, and equal inputs, are refused", () => {
  assertThrows(() => mapSensitivity([1], [1, 2]), TypeError, "are 1 and 2");
  const at = { map: [1], input: [1, 2] };
  assertThrows(() => lipschitzRatio(at, at), RangeError, "inputs must differ");
});

Deno.test("neighbors are as near as the radius says, and scores those of a slow derivation", async () => {
  await startBackend("cpu");
  const seen: Float32Array[] = [];
  const samples = 4;
  const radius = 0.1;
  const result = await robustness(decodingNetwork(), RAMPS, {
    methods: { values: ofValues((value) => value, seen) },
    controls: {},
    samples,
    radius,
  });
  const [, original, ...neighbors] = seen;
  assertEquals(neighbors.length, samples);
  for (const image of [0, 1]) {
    const part = (
      values: Float32Array,
    ) => [...values.subarray(image * PIXELS, (image + 1) * PIXELS)];
    const x = part(original!);
    const most = (values: readonly number[]) =>
      Math.max(...values.map(Math.abs));
    const range = Math.max(...x) - Math.min(...x);
    const changes: number[] = [];
    const ratios: number[] = [];
    for (const neighbor of neighbors) {
      const y = part(neighbor);
      const noise = y.map((value, i) => value - x[i]!);
      const reach = most(noise);
      assert(0.5 * radius * range < reach && reach <= radius * range + 1e-6);
      changes.push(norm(noise) / norm(x));
      const units = y.map((value, i) => value / most(y) - x[i]! / most(x));
      ratios.push(norm(units) / norm(noise));
    }
    const score = (measure: string) =>
      result.values("values", measure)[0]![image]!;
    assertAlmostEquals(score("max-sensitivity"), Math.max(...changes), 1e-6);
    assertAlmostEquals(
      score("avg-sensitivity"),
      changes.reduce((a, b) => a + b) / samples,
      1e-6,
    );
    assertAlmostEquals(
      score("local Lipschitz estimate"),
      Math.max(...ratios),
      1e-6,
    );
  }
});

Deno.test("the gradient of a linear network does not move, random maps move by √½ of their size", async () => {
  await startBackend("cpu");
  const linear = await robustness(decodingNetwork(), RAMPS, {
    methods: { Gradient: inputGradient, zero: handMade(() => 0) },
    controls: {},
    samples: 2,
  });
  for (const { name } of linear.data.measures) {
    assertEquals(linear.values("Gradient", name), [[0, 0]]);
    assertEquals(linear.values("zero", name), [[0, 0]]);
  }
  const result = await robustness(tinyNetwork(), tinyImages(2), {
    methods: { Gradient: inputGradient },
    samples: 8,
    // Far enough for another value, which draws another random map.
    radius: 1,
  });
  const { mean } = result.interval("Random map", "avg-sensitivity");
  // Of 16 pairs of 256 values, a standard deviation of about 0.01; five of them.
  assertAlmostEquals(mean, Math.SQRT1_2, 0.05);
  for (const key of ["yeh2019", "alvarezmelis2018"]) {
    assert(result.citations().includes(key), key);
  }
});

Deno.test("the class is that of the unchanged image, or the one that is asked for", async () => {
  await startBackend("cpu");
  const targets: unknown[] = [];
  const watched: AttributionMethod = (model, images, options) => {
    targets.push(options?.target);
    return inputGradient(model, images, options);
  };
  await robustness(tinyNetwork(), tinyImages(2), {
    methods: { watched },
    controls: {},
    samples: 2,
    target: [3, 1],
  });
  assertEquals(targets, [undefined, [3, 1], [3, 1], [3, 1]]);
});

Deno.test("a constant image, and a radius of 0, are refused", async () => {
  await startBackend("cpu");
  const methods = { Gradient: inputGradient };
  await assertRejects(
    () =>
      robustness(decodingNetwork(), {
        data: new Float32Array(PIXELS).fill(0.5),
        shape: [1, 4, 4, 1],
      }, { methods }),
    RangeError,
    "all are 0.5",
  );
  await assertRejects(
    () => robustness(decodingNetwork(), RAMPS, { methods, radius: 0 }),
    RangeError,
    "radius must be a positive number",
  );
});
