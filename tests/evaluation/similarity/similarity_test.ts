import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  cosine,
  hogSimilarity,
  type MapImage,
  pearson,
  type Similarity,
  similarity,
  spearman,
  spearmanAbsolute,
  ssim,
  type SsimOptions,
  topKIntersection,
} from "../../../lib/evaluation/similarity/mod.ts";
import { Random } from "../../../lib/random/mod.ts";
import { MAP_PAIRS } from "./map_pairs.ts";
import references from "./scipy_skimage.json" with { type: "json" };
import windows from "./skimage_ssim.json" with { type: "json" };

const MEASURES: readonly Similarity[] = [
  spearman,
  spearmanAbsolute,
  pearson,
  cosine,
  ssim(),
  hogSimilarity(),
  topKIntersection({ share: 0.1 }),
];

const varied = MAP_PAIRS.filter(({ name }) => !/constant|zero/.test(name));

function mapped(map: MapImage, change: (x: number) => number): MapImage {
  return { ...map, values: Float64Array.from(map.values, change) };
}

Deno.test("a map's similarity to itself is 1, and order does not matter", () => {
  for (const { name, a, b } of MAP_PAIRS) {
    for (const measure of MEASURES) {
      const what = `${measure.name}, ${name}`;
      assertAlmostEquals(measure.of(a, a), 1, 1e-12, what);
      assertAlmostEquals(measure.of(a, b), measure.of(b, a), 1e-12, what);
    }
  }
});

Deno.test("every measure stays in its range", () => {
  for (const { name, a, b } of MAP_PAIRS) {
    for (const { name: measure, range: [low, high], of } of MEASURES) {
      const value = of(a, b);
      assert(value >= low && value <= high, `${measure}, ${name}: ${value}`);
    }
  }
});

Deno.test("correlations of a map and its negative are -1", () => {
  for (const { name, a } of varied) {
    for (const measure of [spearman, pearson, cosine]) {
      const negative = mapped(a, (x) => -x);
      assertAlmostEquals(measure.of(a, negative), -1, 1e-12, name);
      assertAlmostEquals(spearmanAbsolute.of(a, negative), 1, 1e-12, name);
    }
  }
});

Deno.test("Spearman does not see a monotone change, Pearson no affine one, the others no factor", () => {
  for (const { name, a, b } of varied) {
    const bent = mapped(b, (x) => Math.atan(x) + x ** 3);
    const moved = mapped(b, (x) => 3 * x - 1);
    const scaled = mapped(b, (x) => 1024 * x);
    assertAlmostEquals(spearman.of(a, bent), spearman.of(a, b), 1e-12, name);
    assertAlmostEquals(pearson.of(a, moved), pearson.of(a, b), 1e-12, name);
    for (const measure of MEASURES) {
      assertAlmostEquals(measure.of(a, scaled), measure.of(a, b), 1e-12, name);
    }
  }
});

Deno.test("SSIM, HOG and the correlations equal scikit-image and SciPy", () => {
  for (const [i, { name, a, b }] of MAP_PAIRS.entries()) {
    const expected = references.pairs[i]!;
    const compare = (
      measure: Similarity,
      value: number | null,
      tolerance = 1e-9,
    ) => {
      // They leave 0/0 as nan; what ours says then is tested below.
      if (value === null) return;
      assertAlmostEquals(
        measure.of(a, b),
        value,
        tolerance,
        `${measure.name}, ${name}: ${measure.of(a, b)}, not ${value}`,
      );
    };
    assert(expected.name === name);
    compare(spearman, expected.spearman);
    compare(spearmanAbsolute, expected.spearmanAbsolute);
    compare(pearson, expected.pearson);
    compare(cosine, expected.cosine);
    compare(ssim(), expected.ssim);
    compare(ssim({ dataRange: 4 }), expected.ssimRange4);
    // scikit-image adds up a cell in single precision.
    compare(hogSimilarity(), expected.hogSimilarity, 1e-7);
  }
});

Deno.test("0/0 is 0 between a constant and another map, 1 between two constants", () => {
  const shape = [32, 32] as const;
  const constant = { values: new Float32Array(1024).fill(0.1), shape };
  const zero = { values: new Float32Array(1024), shape };
  const other = MAP_PAIRS.find(({ name }) => name.startsWith("sparse"))!.a;
  for (
    const measure of [spearman, spearmanAbsolute, pearson, hogSimilarity()]
  ) {
    assertAlmostEquals(measure.of(constant, other), 0);
    assertAlmostEquals(measure.of(other, zero), 0);
    assertAlmostEquals(measure.of(zero, constant), 1);
  }
  assertAlmostEquals(cosine.of(zero, other), 0);
  assertAlmostEquals(cosine.of(zero, zero), 1);
  const top = topKIntersection({ share: 0.2 }).of;
  assertAlmostEquals(top(constant, MAP_PAIRS[6]!.b), 0.2, 1e-3);
});

Deno.test("the top in common is counted, ties share the last places", () => {
  const shape = [1, 5] as const;
  const a = { values: new Float32Array([5, 4, 3, 2, 1]), shape };
  const b = { values: new Float32Array([5, 1, 1, 1, 1]), shape };
  const of = topKIntersection({ share: 0.4 }).of;
  // b's second place is one quarter of each of the other four.
  assertAlmostEquals(of(a, b), (1 + 0.25) / 2);
});

Deno.test("maps that cannot be compared are refused", () => {
  const map = { values: new Float32Array(4), shape: [2, 2] as const };
  const wide = { values: new Float32Array(4), shape: [1, 4] as const };
  const broken = {
    values: new Float32Array([0, NaN, 0, 0]),
    shape: [2, 2] as const,
  };
  assertThrows(
    () => spearman.of(map, wide),
    TypeError,
    "current shape is [1,4]",
  );
  assertThrows(
    () => ssim().of(map, broken),
    RangeError,
    "row 0, column 1 is NaN",
  );
  assertThrows(
    () => pearson.of({ values: new Float32Array(3), shape: [2, 2] }, map),
    TypeError,
    "must have 4 values",
  );
  assertThrows(() => ssim({ dataRange: 0 }), RangeError, "current value is 0");
  assertThrows(() => topKIntersection({ share: 2 }), RangeError);
  assertThrows(() => hogSimilarity({ cell: 0.5 }), RangeError);
  assertThrows(() => hogSimilarity({ cell: 3 }).of(map, map), RangeError);
});

Deno.test("measures refuse options that there are not", () => {
  const refused: readonly (() => unknown)[] = [
    () => ssim({ range: 1 } as never),
    () => ssim({ dataRange: "1" } as never),
    () => topKIntersection({ k: 0.1 } as never),
    () => topKIntersection([0.1] as never),
    () => hogSimilarity({ cells: 3 } as never),
    () => similarity({ name: "none" } as never),
    () => similarity(pearson as never),
  ];
  for (const make of refused) assertThrows(make, TypeError, "Cannot ");
});

Deno.test("SSIM by windows and covariances equals scikit-image's", () => {
  for (const { shape, a, b, scores } of windows) {
    const [height, width] = shape as [number, number];
    const mapOf = (values: readonly number[]): MapImage => ({
      values: Float64Array.from(values),
      shape: [height, width],
    });
    for (const { options, ssim: expected } of scores) {
      const measure = ssim({ ...options as SsimOptions, dataRange: 5 });
      assertAlmostEquals(measure.of(mapOf(a), mapOf(b)), expected, 1e-12);
    }
  }
});

Deno.test("windows of SSIM that are even, and weights that do not exist, are refused", () => {
  assertThrows(
    () => ssim({ window: 8 }),
    RangeError,
    "window must be an odd integer of 3 or more",
  );
  assertThrows(
    () => ssim({ weights: "flat" as "uniform" }),
    RangeError,
    'weights must be one of "gaussian", "uniform"',
  );
});

Deno.test("SSIM has a number for every σ: the window that follows from it has a variance", () => {
  const shape = [4, 5] as const;
  const random = new Random(3, 0, 0);
  const mapOf = (value: (i: number) => number): MapImage => ({
    values: Float64Array.from({ length: 20 }, (_, i) => value(i)),
    shape,
  });
  const [a, b] = [mapOf(() => random.normal()), mapOf(() => random.normal())];
  for (const sigma of [1e-300, 0.01, 0.1, 0.142, 0.143, 0.5, 1.5]) {
    for (const covariance of ["population", "sample"] as const) {
      const measure = ssim({ sigma, covariance });
      const window = measure.settings.window as number;
      assert(window >= 3 && window % 2 === 1);
      assertEquals(
        measure.of(a, b),
        ssim({ sigma, covariance, window }).of(a, b),
      );
      assert(Math.abs(measure.of(a, b)) < 1);
      assertAlmostEquals(measure.of(a, a), 1, 1e-12);
    }
  }
});
