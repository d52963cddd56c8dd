import { assert, assertEquals, assertThrows } from "@std/assert";
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
  assertEquals(bootstrapInterval([2, 2, 2]), { mean: 2, low: 2, high: 2 });
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

Deno.test("bootstrapInterval() refuses what has no interval", () => {
  assertThrows(() => bootstrapInterval([]), RangeError, "at least one");
  assertThrows(
    () => bootstrapInterval([1], { level: 1 }),
    RangeError,
    "(0, 1)",
  );
  assertThrows(() => bootstrapInterval([1], { resamples: 0 }), RangeError);
});
