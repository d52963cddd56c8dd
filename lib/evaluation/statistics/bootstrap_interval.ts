// @ts-types="@types/d3-array"
import { extent, quantileSorted, sum, variance } from "d3-array";
import {
  checkOptions,
  checkValue,
  finite,
  integer,
  listOf,
  number,
  type OptionRequirements,
  positiveInteger,
} from "../../options/mod.ts";
import { Random } from "../../random/mod.ts";
import { normalQuantile, studentQuantile } from "./quantiles.ts";

/** The options of {@linkcode bootstrapInterval}. */
export interface BootstrapOptions {
  /**
   * How often such intervals hold the mean of all images of the kind, in (0, 1).
   *
   * @default {0.95}
   */
  readonly level?: number;
  /**
   * How many times the values are resampled.
   *
   * @default {1000}
   */
  readonly resamples?: number;
  /**
   * Seed of the resampling.
   *
   * @default {0}
   */
  readonly seed?: number;
}

/** What {@linkcode BootstrapOptions} must be. */
export const BOOTSTRAP_OPTIONS: OptionRequirements<BootstrapOptions> = {
  level: number("within (0, 1)", (value) => value > 0 && value < 1),
  resamples: positiveInteger,
  seed: integer,
};

/** A mean, the ends of the interval around it, and of how many values. */
export interface Interval {
  /** The mean of the values as they are. */
  readonly mean: number;
  /** The lower end; NaN where there is no interval. */
  readonly low: number;
  /** The upper end; NaN where there is no interval. */
  readonly high: number;
  /** How many values it is of: of one, there is no interval. */
  readonly n: number;
}

/**
 * The mean of values, one per image, and its bootstrap interval: how much the
 * mean would vary with other images of the same kind.
 *
 * The ends are the quantiles of the resampled means, moved away from the mean as
 * Student's interval is wider than one that takes the spread of n values for the
 * true one, by √(n / (n − 1)) · t / z: ×2.7 for 3 values, ×1.17 for 12, ×1.02 for
 * 100. Quantiles alone hold the mean of normal values in 72 % for 3 and in 90 %
 * for 12 where 95 % are asked for; these do in 94 to 95 %. Of skewed values few
 * are too few for any such interval: 3 exponential ones reach 88 %, 3 that are
 * yes or no (3 in 10) 62 %. Of eight values or more an end does not pass them all:
 * the mean of what is yes or no is no share above 1.
 *
 * It says nothing of other seeds of the randomization or of other networks.
 * Values of the same number of images are resampled alike for the same seed.
 *
 * Source: Efron & Tibshirani, "An Introduction to the Bootstrap", 1993,
 * section 13.3; the correction, there of the level: Hesterberg, "What Teachers
 * Should Know About the Bootstrap", The American Statistician 69, 2015, section 5.
 *
 * @param values One or more finite numbers.
 * @param options Level, number and seed of the resampling.
 * @returns The mean and the ends; one value has no interval, and its ends are NaN.
 * @throws {TypeError} If values are no list of numbers, or an option does not
 * exist or has another type.
 * @throws {RangeError} If there is no value, one is not finite, or an option is
 * not in its range.
 *
 * @example
 * ```ts
 * import { bootstrapInterval } from "fullgrad/evaluation";
 * import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const { mean, low, high, n } = bootstrapInterval([0.1, 0.4, 0.2, 0.3]);
 * assertEquals(n, 4);
 * assertAlmostEquals(mean, 0.25);
 * assert(0 < low && low < mean && mean < high && high < 0.5);
 * ```
 */
export function bootstrapInterval(
  values: readonly number[],
  options: BootstrapOptions = {},
): Interval {
  checkOptions("resample values", options, BOOTSTRAP_OPTIONS);
  checkValue("resample values", "values", values, listOf(finite));
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const draw = (random: Random) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += values[random.integer(n)]!;
    return sum / n;
  };
  const ends = percentiles(n, draw, options);
  const { low, high } = widened(mean, ends, [values], options);
  if (n < MANY) return { mean, low, high, n };
  const [least, most] = extent(values) as [number, number];
  return { mean, low: Math.max(low, least), high: Math.min(high, most), n };
}

/** So many values reach as far as their mean can be believed to. */
const MANY = 8;

/**
 * The mean over a matrix of values, and its bootstrap interval over both rows
 * and columns: how much it would vary with other images and other seeds.
 *
 * Images are resampled, and so are the repeats, which all images share (a
 * crossed design: run k of every image is of one seed). Missing cells are left
 * out of the means. It is widened like {@linkcode bootstrapInterval}, by the
 * degrees of freedom of both together (Satterthwaite 1946): few seeds count as few
 * as far as the numbers differ between them.
 *
 * @param rows By image, by repeat; `null` where a cell is missing.
 */
export function crossedInterval(
  rows: readonly (readonly (number | null)[])[],
  options: BootstrapOptions = {},
): Interval {
  checkOptions("resample values", options, BOOTSTRAP_OPTIONS);
  const [n, repeats] = [rows.length, rows[0]?.length ?? 0];
  const all = Array.from({ length: repeats }, (_, i) => i);
  const mean = meanOf(rows, all) ?? NaN;
  const draw = (random: Random) => {
    const images = rows.map(() => rows[random.integer(n)]!);
    return meanOf(images, all.map(() => random.integer(repeats))) ?? mean;
  };
  const ends = percentiles(n * repeats, draw, options);
  const byImage = rows.map((row) => meanOf([row], all));
  const byRepeat = all.map((column) => meanOf(rows, [column]));
  const factors = [byImage, byRepeat].map((means) =>
    means.filter((value) => value !== undefined)
  );
  return { mean, ...widened(mean, ends, factors, options), n };
}

/** The mean over rows of their means over some columns. */
function meanOf(
  rows: readonly (readonly (number | null)[])[],
  columns: readonly number[],
): number | undefined {
  let [total, count] = [0, 0];
  for (const row of rows) {
    let [sum, cells] = [0, 0];
    for (const column of columns) {
      const value = row[column];
      if (value === null || value === undefined) continue;
      sum += value;
      cells++;
    }
    if (cells === 0) continue;
    total += sum / cells;
    count++;
  }
  return count === 0 ? undefined : total / count;
}

/** The ends of the interval of means that are drawn again and again. */
function percentiles(
  size: number,
  draw: (random: Random) => number,
  { level = 0.95, resamples = 1000, seed = 0 }: BootstrapOptions,
): Pick<Interval, "low" | "high"> {
  if (size === 1) return { low: NaN, high: NaN };
  const random = new Random(seed, size, 0);
  const means = Array.from({ length: resamples }, () => draw(random))
    .sort((a, b) => a - b);
  return {
    low: quantileSorted(means, (1 - level) / 2)!,
    high: quantileSorted(means, (1 + level) / 2)!,
  };
}

/**
 * Ends of resampled means, moved away from the mean for the degrees of freedom of
 * what was resampled.
 *
 * @param factors What the mean is the mean of, by image or by repeat.
 */
function widened(
  mean: number,
  { low, high }: Pick<Interval, "low" | "high">,
  factors: readonly (readonly number[])[],
  { level = 0.95 }: BootstrapOptions,
): Pick<Interval, "low" | "high"> {
  const parts = factors.filter(({ length }) => length > 1).map((values) => {
    const drawn = variance(values)! / values.length;
    const free = values.length - 1;
    // What resampling sees is the spread around the mean of these values.
    return { free, drawn, seen: drawn * free / values.length };
  });
  const drawn = sum(parts, (part) => part.drawn);
  if (!(drawn > 0)) return { low, high };
  const free = drawn ** 2 / sum(parts, (part) => part.drawn ** 2 / part.free);
  const tail = (1 + level) / 2;
  const by = Math.sqrt(drawn / sum(parts, ({ seen }) => seen)) *
    studentQuantile(tail, free) / normalQuantile(tail);
  return { low: mean - by * (mean - low), high: mean + by * (high - mean) };
}
