import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  bootstrapInterval,
  crossedInterval,
} from "../../../lib/evaluation/statistics/mod.ts";
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

/** In how many of so many trials the interval of what is drawn holds zero. */
function held(
  trials: number,
  draw: (random: Random) => { readonly low: number; readonly high: number },
): number {
  return Array.from({ length: trials }, (_, trial) => {
    const { low, high } = draw(new Random(trial, 0, 2));
    return low <= 0 && 0 <= high;
  }).filter((holds) => holds).length / trials;
}

function assertHolds(share: number, level: number, trials: number) {
  const error = Math.sqrt(level * (1 - level) / trials);
  // Of two values the resampled means are three, which costs 3 %.
  assert(share > level - 0.03 - 3 * error, `${share} of ${level}`);
}

for (const n of [2, 3, 5, 8, 12, 40]) {
  for (const level of [0.8, 0.95]) {
    Deno.test(`bootstrapInterval() of ${n} values holds the true mean as often as it says, ${level}`, () => {
      const share = held(600, (random) =>
        bootstrapInterval(
          Array.from({ length: n }, () => random.normal()),
          { level, resamples: 300 },
        ));
      assertHolds(share, level, 600);
      // Not by being wide: it misses as often as it says it does.
      assert(share < level + 4 * Math.sqrt(level * (1 - level) / 600));
    });
  }
}

for (
  const [ofImage, ofRepeat, ofBoth] of [[1, 1, 1], [0, 1, 0.3], [1, 0, 0.1]]
) {
  for (const [images, repeats] of [[40, 3], [40, 5], [4, 4]]) {
    Deno.test(`crossedInterval() of ${images} images and ${repeats} repeats holds the true mean: spread ${ofImage}, ${ofRepeat}, ${ofBoth}`, () => {
      const share = held(300, (random) => {
        const columns = Array.from(
          { length: repeats! },
          () => ofRepeat! * random.normal(),
        );
        const rows = Array.from({ length: images! }, () => {
          const row = ofImage! * random.normal();
          return columns.map((column) =>
            column + row + ofBoth! * random.normal()
          );
        });
        return crossedInterval(rows, { resamples: 200 });
      });
      assertHolds(share, 0.95, 300);
    });
  }
}

Deno.test("crossedInterval() of one repeat, or of repeats that are equal, is that of the images", () => {
  const values = [0.3, 1, 0.2, 0.7, 0.5, 0.9];
  const plain = bootstrapInterval(values);
  assertEquals(crossedInterval(values.map((value) => [value])), plain);
  const { low, high } = crossedInterval(values.map((value) => [value, value]));
  const width = plain.high - plain.low;
  assertAlmostEquals(low, plain.low, 0.1 * width);
  assertAlmostEquals(high, plain.high, 0.1 * width);
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

Deno.test("the ends are the quantiles of the resampled means, moved out as Student's are", () => {
  const values = [1, 5, 2, 8, 3];
  const mean = 3.8;
  /** The means of `resamples` draws, sorted, of the same stream. */
  const means = (resamples: number) => {
    const random = new Random(6, values.length, 0);
    return Array.from({ length: resamples }, () => {
      const drawn = values.map(() => values[random.integer(values.length)]!);
      return drawn.reduce((sum, value) => sum + value, 0) / values.length;
    }).sort((a, b) => a - b);
  };
  /** Of five values: quantiles of t with 4 degrees of freedom, and of z. */
  const quantiles = { 0.5: [0.740697, 0.67449], 0.95: [2.776445, 1.959964] };
  const assertEnds = (
    resamples: number,
    level: 0.5 | 0.95,
    expected: readonly [number, number],
  ) => {
    const ends = bootstrapInterval(values, { seed: 6, resamples, level });
    const [t, z] = quantiles[level] as [number, number];
    const by = Math.sqrt(5 / 4) * t / z;
    assertAlmostEquals(ends.low, mean + by * (expected[0] - mean), 1e-5);
    assertAlmostEquals(ends.high, mean + by * (expected[1] - mean), 1e-5);
  };
  // Of five means, the quarters are the second and the fourth.
  const five = means(5);
  assertEquals(new Set(five).size, 5);
  assertEnds(5, 0.5, [five[1]!, five[3]!]);
  // Of four, they are three quarters of the way from one to the next.
  const [a, b, c, d] = means(4) as [number, number, number, number];
  assertEnds(4, 0.5, [a + 0.75 * (b - a), c + 0.25 * (d - c)]);
  // Of 41, 95 % leave one at each end.
  const many = means(41);
  assertEnds(41, 0.95, [many[1]!, many[39]!]);
});

Deno.test("the ends of eight values or more lie within them: shares are no more than 1", () => {
  for (const n of [8, 12, 40]) {
    const hits = Array.from({ length: n }, (_, i) => Number(i > 0));
    const { low, high } = bootstrapInterval(hits);
    assert(0 < low && low < high);
    assertEquals(high, 1);
  }
  // Of few values the mean may well lie beyond them.
  assert(bootstrapInterval([1, 2, 3]).high > 3);
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
