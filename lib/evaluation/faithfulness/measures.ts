import { checkValue } from "../../options/mod.ts";
import { finiteNumbers, rankCorrelation } from "../similarity/mod.ts";
import { correlation } from "./sensitivity_n.ts";

/** Up to this part of the greatest output, a fall of it is rounding. */
const ROUNDING = 1e-6;

/**
 * How well sums of a map over groups of pixels follow what removing each group
 * does to the output: Pearson's correlation, in [−1, 1].
 *
 * Where one of both is the same for all groups (0/0) it counts as 0; Quantus has
 * NaN for it.
 *
 * Source: Alvarez-Melis & Jaakkola, "Towards Robust Interpretability with
 * Self-Explaining Neural Networks", NeurIPS 2018.
 *
 * @param sums By group: the sum of the map over its pixels.
 * @param drops By group: f(x) − f(x′), where x′ lacks the group.
 * @returns The correlation.
 * @throws {TypeError} If the numbers differ in length.
 * @throws {RangeError} If one of them is not finite.
 *
 * @example
 * ```ts
 * import { faithfulnessEstimate } from "fullgrad/evaluation";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(faithfulnessEstimate([3, 1, -2], [6, 2, -4]), 1);
 * ```
 */
export function faithfulnessEstimate(
  sums: readonly number[],
  drops: readonly number[],
): number {
  checkAsMany(sums, drops);
  return correlation(sums, drops);
}

/**
 * Whether the groups of a greater sum are those that move the output more, to
 * whichever side: Spearman's correlation of the sums of a map's absolute values
 * and of (f(x) − f(x′))², in [−1, 1].
 *
 * Where one of both is the same for all groups (0/0) it counts as 0; Quantus has
 * NaN for it.
 *
 * Source: Nguyen & Rodríguez Martínez, "On Quantitative Aspects of Model
 * Interpretability", 2020.
 *
 * @param sums By group: the sum of the map's absolute values over its pixels.
 * @param drops By group: f(x) − f(x′), where x′ lacks the group.
 * @returns The correlation.
 * @throws {TypeError} If the numbers differ in length.
 * @throws {RangeError} If one of them is not finite.
 *
 * @example
 * ```ts
 * import { monotonicityCorrelation } from "fullgrad/evaluation";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(monotonicityCorrelation([3, 1, 2], [-9, 0, 4]), 1);
 * ```
 */
export function monotonicityCorrelation(
  sums: readonly number[],
  drops: readonly number[],
): number {
  checkAsMany(sums, drops);
  // In the order of the squares, of which small ones would all be 0.
  return rankCorrelation(sums, drops.map(Math.abs)) ?? 0;
}

/**
 * The share of the steps in which an output does not fall, as groups of pixels
 * come back one after the other, the least important first. A fall of up to a
 * millionth of the greatest |output| is rounding, and none.
 *
 * 1 is what the paper and Quantus call monotonic, anything below what they do not.
 *
 * Source: Arya et al., "One Explanation Does Not Fit All: A Toolkit and Taxonomy
 * of AI Explainability Techniques", 2019.
 *
 * @param outputs The output after the first group, after the second, …; the last
 * one is that of the whole image.
 * @returns 0…1.
 * @throws {RangeError} If there are fewer than two outputs, or one is not finite.
 *
 * @example
 * ```ts
 * import { monotonicity } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(monotonicity([0, 1, 1, 4]), 1);
 * assertEquals(monotonicity([0, 2, 1, 3, 4]), 0.75);
 * ```
 */
export function monotonicity(outputs: readonly number[]): number {
  checkValue(
    "tell whether an output falls",
    "outputs",
    outputs,
    finiteNumbers,
  );
  if (outputs.length < 2) {
    throw new RangeError(
      `Cannot tell whether an output falls as there must be two or more: current number is ${outputs.length}`,
    );
  }
  const rounding = ROUNDING *
    outputs.reduce((most, output) => Math.max(most, Math.abs(output)), 0);
  const rising = outputs.filter((value, i) =>
    i > 0 && value >= outputs[i - 1]! - rounding
  );
  return rising.length / (outputs.length - 1);
}

function checkAsMany(sums: readonly number[], drops: readonly number[]): void {
  const action = "correlate sums with changes of the output";
  checkValue(action, "sums", sums, finiteNumbers);
  checkValue(action, "drops", drops, finiteNumbers);
  if (sums.length === drops.length) return;
  throw new TypeError(
    `Cannot correlate sums with changes of the output as both must be as many: current numbers are ${sums.length} and ${drops.length}`,
  );
}
