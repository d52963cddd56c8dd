import { checkOptions, positive } from "../../options/mod.ts";
import { gaussianWeights, separableFilter } from "./gaussian_filter.ts";
import {
  ownSimilarity,
  type Similarity,
  unitScale,
  type WideMap,
} from "./similarity.ts";

const SIGMA = 1.5;
const RADIUS = 5;
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
}

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
 * along a side under 11 pixels the map is continued as its mirror image
 * instead.
 *
 * Two equal constant maps have 1; the constants c1 and c2 leave no 0/0.
 *
 * Source: Wang, Bovik, Sheikh & Simoncelli, "Image Quality Assessment", 2004.
 *
 * @param options The data range, which the result depends on.
 * @returns The measure.
 * @throws {TypeError} If there is no such option, or it is no number.
 * @throws {RangeError} If the data range is not a positive number.
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
  checkOptions("compare maps by SSIM", options, { dataRange: positive });
  const { dataRange } = options;
  const weights = gaussianWeights(SIGMA, RADIUS);
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
      window: 2 * RADIUS + 1,
      sigma: SIGMA,
      dataRange: dataRange ??
        "maps over their greatest |value|: 1, or 2 if signed",
    },
    features,
    compare: (a, b) =>
      meanSsim(a, b, weights, dataRange ?? (a.negative || b.negative ? 2 : 1)),
  });
}

function meanSsim(
  a: LocalStatistics,
  b: LocalStatistics,
  weights: Float64Array,
  range: number,
): number {
  const [height, width] = a.shape;
  const [c1, c2] = [(K1 * range) ** 2, (K2 * range) ** 2];
  const both = separableFilter(product(a.values, b.values), a.shape, weights);
  const [top, left] = [margin(height), margin(width)];
  let sum = 0;
  for (let y = top; y < height - top; y++) {
    for (let x = left; x < width - left; x++) {
      const i = y * width + x;
      const ma = a.mean[i]!;
      const mb = b.mean[i]!;
      const va = a.square[i]! - ma * ma;
      const vb = b.square[i]! - mb * mb;
      const luminance = (2 * ma * mb + c1) / (ma * ma + mb * mb + c1);
      sum += luminance * (2 * (both[i]! - ma * mb) + c2) / (va + vb + c2);
    }
  }
  return sum / ((height - 2 * top) * (width - 2 * left));
}

function product(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i]! * b[i]!;
  return result;
}

/** How many pixels from an edge a window must keep to lie inside. */
function margin(side: number): number {
  return side > 2 * RADIUS ? RADIUS : 0;
}
