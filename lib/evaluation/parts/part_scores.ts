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

/** Which images of a block have no number, and why. */
export function whyNone({ method, start, names, drops, scores }: {
  readonly method: string;
  readonly start: number;
  readonly names: readonly string[];
  /** What the parts of each image are worth. */
  readonly drops: readonly (readonly number[])[];
  /** By image and measure. */
  readonly scores: readonly (readonly (number | null)[])[];
}): readonly string[] {
  const reasons = drops.map((drops) => {
    if (drops.length === 0) return "has no parts";
    if (drops.length === 1) return "has one part, which has no order";
    return drops.every((drop) => drop === drops[0])
      ? "has parts that are all worth the same"
      : undefined;
  });
  return [
    ...names.flatMap((name, i) =>
      reasons[i] === undefined ? [] : `${name} ${reasons[i]}: it has no number.`
    ),
    ...PART_MEASURES.flatMap(({ name }, k) => {
      const equal = scores.filter((values, i) =>
        values[k] === null && reasons[i] === undefined
      ).length;
      return equal === 0 ? [] : [
        `${name} is missing where the sums of a map over the parts are equal (${method}: ${equal} of images ${
          start + 1
        } to ${start + names.length})`,
      ];
    }),
  ];
}

/** The positions that hold the greatest value. */
function greatestOf(values: readonly number[]): readonly number[] {
  const greatest = Math.max(...values);
  return values.flatMap((value, k) => value === greatest ? [k] : []);
}
