import { checkValue, nonNegative, numbers } from "../../options/mod.ts";

/**
 * How few pixels hold a map: the Gini index of the n absolute values, which is
 * `Σ_i (2i − n − 1) a_i / (n Σ_i a_i)` with `a_1 ≤ … ≤ a_n`.
 *
 * A constant map scores 0, one with a single pixel `1 − 1/n`. A map of zeros, 0/0,
 * counts as a constant one.
 *
 * Source: Chalasani et al., "Concise Explanations of Neural Networks using
 * Adversarial Training", ICML 2020. Quantus divides by the greatest value
 * and then adds 1e-7 to all, which lowers the index by a part of at most n · 1e-7.
 *
 * @param map A value per pixel, of either sign.
 * @returns The index, in [0, 1).
 * @throws {RangeError} If the map is empty or not finite.
 *
 * @example
 * ```ts
 * import { sparseness } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sparseness([0, 0, -5, 0]), 0.75);
 * ```
 */
export function sparseness(map: ArrayLike<number>): number {
  const sorted = inUnits(sizes(map)).sort();
  const n = sorted.length;
  let [sum, weighted] = [0, 0];
  for (let i = 0; i < n; i++) {
    sum += sorted[i]!;
    weighted += (2 * i + 1 - n) * sorted[i]!;
  }
  // Rounding of a constant map's sum must not make it less than even.
  return Math.max(0, weighted / (n * sum));
}

/**
 * How evenly a map is spread over its pixels: the entropy `−Σ_i p_i ln p_i` of
 * `p_i = |a_i| / Σ_j |a_j|`, which the paper and Quantus call complexity.
 *
 * A constant map of n pixels scores `ln n`, one with a single pixel 0. A map of
 * zeros, 0/0, counts as a constant one; Quantus has NaN for it.
 *
 * Source: Bhatt, Weller & Moura, "Evaluating and Aggregating Feature-based Model
 * Explanations", IJCAI 2020.
 *
 * @param map A value per pixel, of either sign.
 * @returns Nats, in [0, ln n].
 * @throws {RangeError} If the map is empty or not finite.
 *
 * @example
 * ```ts
 * import { attributionEntropy } from "fullgrad/evaluation";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(attributionEntropy([2, -2, 0, 0]), Math.LN2);
 * ```
 */
export function attributionEntropy(map: ArrayLike<number>): number {
  const values = inUnits(sizes(map));
  const sum = values.reduce((sum, value) => sum + value, 0);
  let entropy = 0;
  for (const value of values) {
    const share = value / sum;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return Math.max(0, entropy);
}

/**
 * How many pixels of a map are not negligible: those with
 * `|a_i| > ε max_j |a_j|`.
 *
 * A map of zeros counts as a constant one, with all of its pixels; Quantus counts
 * 0. Otherwise this is Quantus's number.
 *
 * Source: Nguyen & Rodríguez Martínez, "On Quantitative Aspects of Model
 * Interpretability", 2020, as Quantus counts it. The paper itself asks for the
 * fewest most relevant features that keep the expected loss of the network below
 * a tolerance, which is a measure of faithfulness as well.
 *
 * @param map A value per pixel, of either sign.
 * @param epsilon The part ε of the greatest absolute value up to which a pixel is
 * negligible, 0 or above.
 * @returns 1…n, or 0 where ε is 1 or above.
 * @throws {RangeError} If the map is empty or not finite, or ε is negative.
 *
 * @example
 * ```ts
 * import { effectiveComplexity } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(effectiveComplexity([4, -2, 1e-9, 0]), 2);
 * assertEquals(effectiveComplexity([4, -2, 1e-9, 0], 0.5), 1);
 * ```
 */
export function effectiveComplexity(
  map: ArrayLike<number>,
  epsilon = 1e-5,
): number {
  checkValue("count the pixels of a map", "epsilon", epsilon, nonNegative);
  const values = sizes(map);
  const least = epsilon * values.reduce((most, x) => Math.max(most, x), 0);
  return values.reduce((count, x) => x > least ? count + 1 : count, 0);
}

/** The same up to a factor, where sums of them would be beyond what numbers hold. */
function inUnits(values: Float64Array): Float64Array {
  const most = values.reduce((most, x) => Math.max(most, x), 0);
  return most < 1e250 && most > 1e-250 ? values : values.map((x) => x / most);
}

/** The absolute values of a map; those of a constant one for a map of zeros. */
function sizes(map: ArrayLike<number>): Float64Array {
  checkValue("measure the complexity of a map", "it", map, numbers);
  const values = Float64Array.from(map, Math.abs);
  if (values.length === 0) {
    throw new RangeError(
      "Cannot measure the complexity of a map as it must have at least one pixel: current number is 0",
    );
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new RangeError(
      `Cannot measure the complexity of a map as it must be finite: current value of pixel ${wrong} is ${
        map[wrong]
      }`,
    );
  }
  return values.every((value) => value === 0) ? values.fill(1) : values;
}
