import { type Measure, measure } from "../result/mod.ts";
import { rankCorrelation } from "../similarity/mod.ts";

/** What is said of a map and the parts of an image. */
export const PART_MEASURES: readonly Measure[] = [
  measure("parts"),
  measure("parts, absolute"),
  measure("greatest part"),
];

/**
 * The numbers of one image, by measure.
 *
 * @param sums Of the map over every part.
 * @param absolute Of its absolute values.
 * @param drops What every part is worth.
 */
export function partScores(
  sums: readonly number[],
  absolute: readonly number[],
  drops: readonly number[],
): readonly (number | null)[] {
  if (drops.length < 2) return PART_MEASURES.map(() => null);
  const greatest = Math.max(...sums);
  const first = sums.flatMap((sum, k) => sum === greatest ? [k] : []);
  const best = drops.indexOf(Math.max(...drops));
  return [
    rankCorrelation(sums, drops),
    rankCorrelation(absolute, drops),
    // Of parts that share the greatest sum, each counts for the same.
    first.includes(best) ? 1 / first.length : 0,
  ];
}
