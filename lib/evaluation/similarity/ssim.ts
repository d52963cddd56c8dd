import {
  checkOptions,
  number,
  oneOf,
  type OptionRequirements,
  positive,
} from "../../options/mod.ts";
import { gaussianWeights, separableFilter } from "./gaussian_filter.ts";
import {
  ownSimilarity,
  type Similarity,
  unitScale,
  type WideMap,
} from "./similarity.ts";

/** Where a Gaussian ends, in σ. */
const TRUNCATE = 3.5;
const K1 = 0.01;
const K2 = 0.03;

/** The options of {@linkcode ssim}. */
export interface SsimOptions {
  /**
   * The difference between the greatest and the least value that maps can
   * have, where maps are compared as they are.
   *
   * @default none: each map is divided by its greatest absolute value first,
   * and the range is 2 if one of the two has a negative value, else 1
   */
  readonly dataRange?: number;
  /**
   * How the pixels of a window count: by a Gaussian, or all alike.
   *
   * @default {"gaussian"}
   */
  readonly weights?: "gaussian" | "uniform";
  /**
   * σ of the Gaussian, in pixels.
   *
   * @default {1.5}
   */
  readonly sigma?: number;
  /**
   * The side of a window, odd.
   *
   * @default 2 ⌊3.5 σ + ½⌋ + 1 of the Gaussian, which is 11, and never below 3; or 7
   * of pixels that count alike
   */
  readonly window?: number;
  /**
   * Variances and covariance of a window: divided by its number of pixels n, or by
   * n − 1 (`sample`).
   *
   * @default {"population"}
   */
  readonly covariance?: "population" | "sample";
}

/** One pixel has no variance. */
const SMALLEST = 3;

const OPTIONS: OptionRequirements<SsimOptions> = {
  dataRange: positive,
  weights: oneOf(["gaussian", "uniform"]),
  sigma: positive,
  window: number(
    `an odd integer of ${SMALLEST} or more`,
    (window) =>
      Number.isSafeInteger(window) && window >= SMALLEST && window % 2 === 1,
  ),
  covariance: oneOf(["population", "sample"]),
};

interface LocalStatistics {
  readonly shape: WideMap["shape"];
  readonly values: Float64Array;
  readonly mean: Float64Array;
  readonly square: Float64Array;
  readonly negative: boolean;
}

/**
 * A measure of the structural similarity of two maps, in [-1, 1]: the mean of
 *
 * `(2 μa μb + c1)(2 σab + c2) / ((μa² + μb² + c1)(σa² + σb² + c2))`
 *
 * over windows of 11 × 11 pixels with Gaussian weights, σ 1.5, c1 = (0.01 R)²,
 * c2 = (0.03 R)², R the data range. Only windows that lie inside the map count;
 * along a side that is shorter than a window the map is continued as its mirror
 * image instead.
 *
 * Two equal constant maps have 1; the constants c1 and c2 leave no 0/0.
 *
 * With `dataRange` it is scikit-image's number of the same weights, window and
 * covariance. scikit-image's own defaults, which many benchmarks have taken, are
 * `{ weights: "uniform", covariance: "sample" }` with windows of 7; Quantus has
 * those, of maps as they are in one row, with the range of both of them.
 *
 * Source: Wang, Bovik, Sheikh & Simoncelli, "Image Quality Assessment", 2004. Known
 * limits: large empty parts of two maps are alike and raise it, and it depends on
 * window and range: values of two settings are not compared.
 *
 * @param options The window and the data range, which the result depends on.
 * @returns The measure.
 * @throws {TypeError} If there is no such option, or it has another type.
 * @throws {RangeError} If one has another value.
 *
 * @example
 * ```ts
 * import { ssim } from "fullgrad/evaluation";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const values = Float32Array.from({ length: 256 }, (_, i) => i % 7);
 * const map = { values, shape: [16, 16] as const };
 * const doubled = { ...map, values: values.map((value) => 2 * value) };
 * assertAlmostEquals(ssim().of(map, doubled), 1);
 * ```
 */
export function ssim(options: SsimOptions = {}): Similarity {
  checkOptions("compare maps by SSIM", options, OPTIONS);
  const { dataRange, weights: kind = "gaussian", sigma = 1.5 } = options;
  const { covariance = "population" } = options;
  const gaussian = kind === "gaussian";
  const {
    window = gaussian
      ? Math.max(SMALLEST, 2 * Math.round(TRUNCATE * sigma) + 1)
      : 7,
  } = options;
  const weights = gaussian
    ? gaussianWeights(sigma, (window - 1) / 2)
    : new Float64Array(window).fill(1 / window);
  const pixels = window ** 2;
  const unbiased = covariance === "sample" ? pixels / (pixels - 1) : 1;
  const features = (map: WideMap): LocalStatistics => {
    const { shape } = map;
    const values = dataRange === undefined ? unitScale(map.values) : map.values;
    return {
      shape,
      values,
      mean: separableFilter(values, shape, weights),
      square: separableFilter(product(values, values), shape, weights),
      negative: values.some((x) => x < 0),
    };
  };
  return ownSimilarity({
    name: "SSIM",
    settings: {
      window,
      ...(gaussian ? { sigma } : { weights: kind }),
      ...(covariance === "sample" && { covariance }),
      dataRange: dataRange ??
        "maps over their greatest |value|: 1, or 2 if signed",
    },
    features,
    compare: (a, b) =>
      meanSsim(a, b, {
        weights,
        unbiased,
        range: dataRange ?? (a.negative || b.negative ? 2 : 1),
      }),
  });
}

interface SsimWindow {
  readonly weights: Float64Array;
  /** What variances are multiplied by. */
  readonly unbiased: number;
  readonly range: number;
}

function meanSsim(
  a: LocalStatistics,
  b: LocalStatistics,
  { weights, unbiased, range }: SsimWindow,
): number {
  const [height, width] = a.shape;
  const [c1, c2] = [(K1 * range) ** 2, (K2 * range) ** 2];
  const both = separableFilter(product(a.values, b.values), a.shape, weights);
  const [top, left] = [height, width].map((side) =>
    side >= weights.length ? (weights.length - 1) / 2 : 0
  ) as [number, number];
  let sum = 0;
  for (let y = top; y < height - top; y++) {
    for (let x = left; x < width - left; x++) {
      const i = y * width + x;
      const ma = a.mean[i]!;
      const mb = b.mean[i]!;
      const va = unbiased * (a.square[i]! - ma * ma);
      const vb = unbiased * (b.square[i]! - mb * mb);
      const vab = unbiased * (both[i]! - ma * mb);
      const luminance = (2 * ma * mb + c1) / (ma * ma + mb * mb + c1);
      sum += luminance * (2 * vab + c2) / (va + vb + c2);
    }
  }
  return sum / ((height - 2 * top) * (width - 2 * left));
}

function product(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i]! * b[i]!;
  return result;
}
