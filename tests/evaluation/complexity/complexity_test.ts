import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  attributionEntropy,
  complexity,
  effectiveComplexity,
  sparseness,
} from "../../../lib/evaluation/mod.ts";
import { Random } from "../../../lib/random/mod.ts";
import { handMade } from "../perturbation/decoding_network.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";
import references from "./numpy_scipy.json" with { type: "json" };

const MEASURES = [sparseness, attributionEntropy, effectiveComplexity];
const N = 16;

Deno.test("a constant map is the most complex, zeros are one, and a single pixel is the least", () => {
  for (const value of [0, -2, 0.1]) {
    const map = new Array(N).fill(value);
    assertAlmostEquals(sparseness(map), 0, 1e-15);
    assertAlmostEquals(attributionEntropy(map), Math.log(N), 1e-12);
    assertEquals(effectiveComplexity(map), N);
  }
  const single = Array.from({ length: N }, (_, i) => i === 5 ? -3 : 0);
  assertEquals(sparseness(single), 1 - 1 / N);
  assertEquals(attributionEntropy(single), 0);
  assertEquals(effectiveComplexity(single), 1);
});

Deno.test("k of n equal pixels: 1 − k/n, ln k and k", () => {
  for (let k = 1; k <= N; k++) {
    const map = Array.from({ length: N }, (_, i) => i < k ? -7 : 0);
    assertAlmostEquals(sparseness(map), 1 - k / N, 1e-12);
    assertAlmostEquals(attributionEntropy(map), Math.log(k), 1e-12);
    assertEquals(effectiveComplexity(map), k);
  }
});

Deno.test("a ramp 1…n has the Gini index (n − 1) / 3n", () => {
  const ramp = Float32Array.from({ length: N }, (_, i) => i + 1);
  assertAlmostEquals(sparseness(ramp), (N - 1) / (3 * N), 1e-12);
  assertEquals(effectiveComplexity(ramp, 0.5), N / 2);
  assertEquals(effectiveComplexity(ramp, 1), 0);
});

Deno.test("factor, signs and order of the pixels do not count, and nothing is changed", () => {
  const random = new Random(3, 0, 0);
  const map = Float64Array.from({ length: 50 }, () => random.normal());
  const before = map.slice();
  const other = map.map((x, i) => (i % 2 ? -8 : 8) * x).reverse();
  for (const measure of MEASURES) {
    assertAlmostEquals(measure(map), measure(other), 1e-12);
  }
  assertEquals(map, before);
});

Deno.test("units as great or as small as numbers are do not count, nor do one pixel's", () => {
  const map = [3, 0, 1, 1.5, 2];
  for (const measure of MEASURES) {
    for (const unit of [1e-320, 1e-300, 1e300, 5e307]) {
      // So far below 1 numbers have few digits.
      const bound = unit < 1e-310 ? 1e-3 : 1e-12;
      const scaled = map.map((x) => unit * x);
      assertAlmostEquals(measure(scaled), measure(map), bound);
    }
  }
  const far = [1.7e308, 5e-324, 1.7e308];
  assertAlmostEquals(attributionEntropy(far), Math.LN2, 1e-12);
  assertAlmostEquals(sparseness(far), 1 / 3, 1e-12);
  assertEquals(effectiveComplexity(far, 0), 3);
  for (const value of [0, 5e-324, 1.7e308]) {
    assertEquals([sparseness([value]), attributionEntropy([value])], [0, 0]);
    assertEquals(effectiveComplexity([value]), 1);
  }
});

Deno.test("scores as NumPy and SciPy have them", () => {
  for (const reference of Object.values(references)) {
    const { map } = reference;
    assertAlmostEquals(sparseness(map), reference.sparseness, 1e-12);
    assertAlmostEquals(attributionEntropy(map), reference.entropy, 1e-12);
    for (const [epsilon, count] of Object.entries(reference.effective)) {
      assertEquals(effectiveComplexity(map, Number(epsilon)), count);
    }
  }
});

Deno.test("maps without pixels or with NaN, and a negative epsilon, are refused", () => {
  for (const measure of MEASURES) {
    assertThrows(() => measure([]), RangeError, "at least one pixel");
    assertThrows(() => measure([1, NaN]), RangeError, "pixel 1 is NaN");
  }
  assertThrows(
    () => effectiveComplexity([1], -1),
    RangeError,
    "epsilon must be a non-negative number",
  );
});

Deno.test("complexity() scores the map of every image, and cites whom it follows", async () => {
  await startBackend("cpu");
  const size = 16 * 16;
  const result = await complexity(tinyNetwork(), tinyImages(2), {
    methods: {
      growing: handMade((image, pixel) => pixel <= 15 * image ? -1 : 1e-3),
    },
    epsilon: 0.01,
  });
  assertEquals(result.values("growing", "effective complexity"), [[1, 16]]);
  const [one] = result.values("growing", "sparseness");
  assertAlmostEquals(
    one![0]!,
    sparseness(Array.from({ length: size }, (_, i) => i === 0 ? 1 : 1e-3)),
    1e-6,
  );
  // Uniform values: Gini index 1/3, entropy ln n − E[u ln u]/E[u] + ln E[u].
  const random = result.interval("Random map", "sparseness").mean;
  assertAlmostEquals(random, 1 / 3, 0.05);
  assertAlmostEquals(
    result.interval("Random map", "complexity").mean,
    Math.log(size) + 0.5 + Math.log(0.5),
    0.05,
  );
  for (const key of ["chalasani2020", "bhatt2020", "nguyen2020"]) {
    assert(result.citations().includes(key), key);
  }
  await assertRejects(
    () =>
      complexity(tinyNetwork(), tinyImages(1), {
        methods: { flat: handMade(() => 1) },
        epsilon: -1,
      }),
    RangeError,
    "epsilon must be a non-negative number",
  );
});
