import { checkValue, objectOf } from "../../options/mod.ts";
import { finiteNumbers } from "./rank_correlation.ts";
import { averageRanks } from "./ranks.ts";

const ACTION = "compare ranks";

/**
 * Kendall's rank correlation τ-b of two lists of numbers, in [−1, 1]: pairs that
 * both lists order alike less those that they order the other way, over the
 * geometric mean of the pairs that either list orders at all. Pairs that are equal
 * in a list are not ordered by it.
 *
 * Source: Kendall, "The Treatment of Ties in Ranking Problems", 1945; SciPy's
 * `kendalltau` has the same number.
 *
 * @param a One number each.
 * @param b As many numbers, in the same order.
 * @returns τ-b; `null` where a list has no order, since all are equal.
 * @throws {TypeError} If the lists differ in length.
 * @throws {RangeError} If a number is not finite.
 *
 * @example
 * ```ts
 * import { kendallTau } from "fullgrad/evaluation";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * assertAlmostEquals(kendallTau([1, 2, 3], [10, 30, 20])!, 1 / 3);
 * assertEquals(kendallTau([1, 1, 1], [1, 2, 3]), null);
 * ```
 */
export function kendallTau(
  a: readonly number[],
  b: readonly number[],
): number | null {
  checkLengths(a, b);
  let [sum, orderedByA, orderedByB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let k = 0; k < i; k++) {
      const [x, y] = [Math.sign(a[i]! - a[k]!), Math.sign(b[i]! - b[k]!)];
      sum += x * y;
      orderedByA += Math.abs(x);
      orderedByB += Math.abs(y);
    }
  }
  // The root of the product, which no rounding brings below the sum.
  const size = Math.sqrt(orderedByA * orderedByB);
  return size === 0 ? null : sum / size;
}

/**
 * Kendall's coefficient of concordance W of several lists of the same things, in
 * [0, 1]: how far the sums of ranks are apart, over how far they would be if all
 * lists had one order. 1 is agreement; for lists without anything in common it is
 * 1 / m in the mean, m being their number.
 *
 * `W = 12 Σ_i (R_i − R̄)² / (m² (k³ − k) − m Σ T)`, with `R_i` the sum of the ranks of
 * thing i of k and `T = Σ (t³ − t)` over the groups of t that are equal in a list.
 *
 * Source: Kendall & Babington Smith, "The Problem of m Rankings", 1939, with the
 * correction for ties of Kendall, "Rank Correlation Methods", 1948. Friedman's χ²
 * is `m (k − 1) W`.
 *
 * @param lists Two or more lists of equal length.
 * @returns W; `null` where no list has an order.
 * @throws {TypeError} If the lists differ in length.
 * @throws {RangeError} If there are fewer than two, or a number is not finite.
 *
 * @example
 * ```ts
 * import { kendallW } from "fullgrad/evaluation";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(kendallW([[1, 2, 3], [10, 20, 90]])!, 1);
 * assertAlmostEquals(kendallW([[1, 2, 3], [3, 2, 1]])!, 0);
 * ```
 */
export function kendallW(lists: readonly (readonly number[])[]): number | null {
  checkValue(ACTION, "the lists", lists, objectOf("a list of lists"));
  if (lists.length < 2) {
    throw new RangeError(
      `Cannot compare ranks as there must be two lists or more: current number is ${lists.length}`,
    );
  }
  const [m, k] = [lists.length, lists[0]!.length];
  for (const list of lists) checkLengths(lists[0]!, list);
  const ranks = lists.map((list) => averageRanks(Float64Array.from(list)));
  const mean = m * (k + 1) / 2;
  let spread = 0;
  for (let i = 0; i < k; i++) {
    const sum = ranks.reduce((sum, own) => sum + own[i]!, 0);
    spread += (sum - mean) ** 2;
  }
  const ties = ranks.reduce((sum, own) => sum + tiesOf(own), 0);
  const most = m * m * (k ** 3 - k) - m * ties;
  return most === 0 ? null : 12 * spread / most;
}

/** Σ t³ − t over the groups of equal ranks. */
function tiesOf(ranks: Float64Array): number {
  const counts = new Map<number, number>();
  for (const rank of ranks) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  return [...counts.values()].reduce((sum, t) => sum + t ** 3 - t, 0);
}

function checkLengths(a: readonly number[], b: readonly number[]): void {
  for (const list of [a, b]) checkValue(ACTION, "each", list, finiteNumbers);
  if (a.length === b.length) return;
  throw new TypeError(
    `Cannot compare ranks as lists must be of one length: current lengths are ${a.length} and ${b.length}`,
  );
}
