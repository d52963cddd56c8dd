import { Random } from "../../random/mod.ts";

/** The options of {@linkcode bootstrapInterval}. */
export interface BootstrapOptions {
  /**
   * How much of the resampled means lies in the interval, in (0, 1).
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

/** A mean and the ends of the interval around it. */
export interface Interval {
  /** The mean of the values as they are. */
  readonly mean: number;
  /** The lower end. */
  readonly low: number;
  /** The upper end. */
  readonly high: number;
}

/**
 * The mean of values, one per image, and its percentile bootstrap interval:
 * how much the mean would vary with other images of the same kind.
 *
 * It says nothing of other seeds of the randomization or of other networks.
 * Values of the same number of images are resampled alike for the same seed.
 *
 * Source: Efron & Tibshirani, "An Introduction to the Bootstrap", 1993,
 * section 13.3.
 *
 * @param values One or more finite numbers.
 * @param options Level, number and seed of the resampling.
 * @returns The mean, and the quantiles of the resampled means; of one value,
 * three times this value.
 * @throws {RangeError} If there is no value, or an option is not in its range.
 *
 * @example
 * ```ts
 * import { bootstrapInterval } from "fullgrad";
 * import { assert, assertAlmostEquals } from "@std/assert";
 *
 * const { mean, low, high } = bootstrapInterval([0.1, 0.4, 0.2, 0.3]);
 * assertAlmostEquals(mean, 0.25);
 * assert(0.1 < low && low < mean && mean < high && high < 0.4);
 * ```
 */
export function bootstrapInterval(
  values: readonly number[],
  options: BootstrapOptions = {},
): Interval {
  const { level = 0.95, resamples = 1000, seed = 0 } = options;
  if (values.length === 0) {
    throw new RangeError(
      "Cannot resample values as there must be at least one",
    );
  }
  if (!(level > 0 && level < 1)) {
    throw new RangeError(
      `Cannot resample values as level must be in (0, 1): current value is ${level}`,
    );
  }
  if (!(Number.isInteger(resamples) && resamples > 0)) {
    throw new RangeError(
      `Cannot resample values as resamples must be a positive integer: current value is ${resamples}`,
    );
  }
  const random = new Random(seed, values.length, 0);
  const means = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    let sum = 0;
    for (let k = 0; k < values.length; k++) {
      sum += values[random.integer(values.length)]!;
    }
    means[i] = sum / values.length;
  }
  means.sort();
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: quantile(means, (1 - level) / 2),
    high: quantile(means, (1 + level) / 2),
  };
}

/** The quantile of sorted values, between two of them by their distance. */
function quantile(sorted: Float64Array, part: number): number {
  const at = part * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (at - below) * (high - low);
}
