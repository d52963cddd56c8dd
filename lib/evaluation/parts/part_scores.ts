import type { Measure } from "../result/mod.ts";
import { rankCorrelation } from "../similarity/mod.ts";

const NOTE = "read beside the random map, whose sums are the parts' sizes";

/** What is said of a map and the parts of an image. */
export const PART_MEASURES: readonly Measure[] = [
  {
    name: "parts",
    meaning: "Spearman over parts, map as it is",
    better: "higher",
    note: NOTE,
  },
  {
    name: "parts, absolute",
    meaning: "Spearman over parts, |map|",
    better: "higher",
    note: NOTE,
  },
  {
    name: "greatest part",
    meaning: "share of images whose greatest part is worth most",
    better: "higher",
    note: NOTE,
  },
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
