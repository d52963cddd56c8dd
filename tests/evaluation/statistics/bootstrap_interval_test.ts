import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { bootstrapInterval } from "../../../lib/evaluation/statistics/mod.ts";
import { Random } from "../../../lib/random/mod.ts";

Deno.test("bootstrapInterval() is that of the normal theory for many normal values", () => {
  const random = new Random(1, 0, 0);
  const values = Array.from({ length: 400 }, () => 3 + random.normal());
  const { mean, low, high } = bootstrapInterval(values, { resamples: 4000 });
  const error = Math.sqrt(
    values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 400,
  ) / 20;
  assert(Math.abs((mean - low) / (1.96 * error) - 1) < 0.1);
  assert(Math.abs((high - mean) / (1.96 * error) - 1) < 0.1);
});

Deno.test("bootstrapInterval() holds the true mean about as often as it says", () => {
  const random = new Random(2, 0, 0);
  let held = 0;
  for (let trial = 0; trial < 300; trial++) {
    const values = Array.from({ length: 40 }, () => random.between(0, 1));
    const { low, high } = bootstrapInterval(values, {
      level: 0.9,
      resamples: 300,
      seed: trial,
    });
    if (low <= 0.5 && 0.5 <= high) held++;
  }
  // 0.9 of 300 with four standard errors, 0.02 off for so few values.
  assert(Math.abs(held / 300 - 0.88) < 4 * Math.sqrt(0.09 / 300), `${held}`);
});

Deno.test("bootstrapInterval() of equal values is a point, and follows its seed", () => {
  assertEquals(bootstrapInterval([2, 2, 2]), {
    mean: 2,
    low: 2,
    high: 2,
    n: 3,
  });
  const values = [1, 5, 2, 8, 3];
  assertEquals(
    bootstrapInterval(values, { seed: 4 }),
    bootstrapInterval(values, { seed: 4 }),
  );
  assert(
    bootstrapInterval(values, { seed: 4, resamples: 50 }).low !==
      bootstrapInterval(values, { seed: 5, resamples: 50 }).low,
  );
});

Deno.test("the ends are the quantiles of the resampled means, place by place", () => {
  const values = [1, 5, 2, 8, 3];
  /** The means of `resamples` draws, sorted, of the same stream. */
  const means = (resamples: number) => {
    const random = new Random(6, values.length, 0);
    return Array.from({ length: resamples }, () => {
      const drawn = values.map(() => values[random.integer(values.length)]!);
      return drawn.reduce((sum, value) => sum + value, 0) / values.length;
    }).sort((a, b) => a - b);
  };
  const ends = (resamples: number, level: number) => {
    const { low, high } = bootstrapInterval(values, {
      seed: 6,
      resamples,
      level,
    });
    return [low, high];
  };
  // Of five means, the quarters are the second and the fourth.
  const five = means(5);
  assertEquals(new Set(five).size, 5);
  assertEquals(ends(5, 0.5), [five[1], five[3]]);
  // Of four, they are three quarters of the way from one to the next.
  const [a, b, c, d] = means(4) as [number, number, number, number];
  const [low, high] = ends(4, 0.5) as [number, number];
  assertAlmostEquals(low, a + 0.75 * (b - a), 1e-12);
  assertAlmostEquals(high, c + 0.25 * (d - c), 1e-12);
  // Of 41, 95 % leave one at each end.
  const many = means(41);
  const [first, last] = ends(41, 0.95) as [number, number];
  assertAlmostEquals(first, many[1]!, 1e-12);
  assertAlmostEquals(last, many[39]!, 1e-12);
});

Deno.test("one value has no interval, and says so", () => {
  const { mean, low, high, n } = bootstrapInterval([7]);
  assertEquals([mean, low, high, n], [7, NaN, NaN, 1]);
});

Deno.test("bootstrapInterval() refuses what has no interval", () => {
  assertThrows(() => bootstrapInterval([]), RangeError, "not empty");
  assertThrows(() => bootstrapInterval([1, NaN]), RangeError, "finite");
  assertThrows(
    () => bootstrapInterval("12" as never),
    TypeError,
    "values must be a list",
  );
  assertThrows(
    () => bootstrapInterval([1, 2], { resample: 3 } as object),
    TypeError,
    'did you mean "resamples"',
  );
  assertThrows(
    () => bootstrapInterval([1], { level: 1 }),
    RangeError,
    "(0, 1)",
  );
  assertThrows(() => bootstrapInterval([1], { resamples: 0 }), RangeError);
});
