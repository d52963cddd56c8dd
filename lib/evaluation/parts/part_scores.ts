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
  const first = greatestOf(sums);
  const best = greatestOf(drops);
  return [
    rankCorrelation(sums, drops),
    rankCorrelation(absolute, drops),
    // Of parts that share the greatest sum, each counts for the same; where all are
    // worth the same, none is worth most.
    best.length === drops.length
      ? null
      : first.filter((part) => best.includes(part)).length / first.length,
  ];
}

/** The positions that hold the greatest value. */
function greatestOf(values: readonly number[]): readonly number[] {
  const greatest = Math.max(...values);
  return values.flatMap((value, k) => value === greatest ? [k] : []);
}
