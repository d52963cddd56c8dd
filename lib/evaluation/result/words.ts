import { formatNumber } from "../../display/mod.ts";
import type { Interval } from "../statistics/mod.ts";
import type { EvaluationData, Measure } from "./evaluation_data.ts";
import type { PairedComparison } from "./paired.ts";
import { type AxisChoice, cellsOf, isOfRuns, meansOf } from "./read_values.ts";

/** Three digits: names of bars are short. */
export function threeDigits(value: number): string {
  return formatNumber(Number(value.toPrecision(3)));
}

/** The ends of an interval, and of how many; that there is none of one. */
export function endWords({ low, high, n }: Interval): string {
  if (n < 2) return `n = ${n}: no interval`;
  return `${threeDigits(low)} to ${threeDigits(high)}, n = ${n}`;
}

/**
 * What the intervals of a record's figures are, and of how many images or runs;
 * where methods have different ones, from the fewest to the most.
 */
export function intervalWords(data: EvaluationData, measure: Measure): string {
  const { repeats, methods } = data;
  const ofRuns = isOfRuns(data);
  const counts = methods.flatMap(({ name }) => {
    const points = cellsOf(data, name, measure);
    return points.map((point) =>
      (ofRuns ? point[0]! : meansOf(point)).filter((x) => x !== null).length
    ).filter((count) => count > 0);
  });
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (counts.length === 0) return "no numbers yet";
  const what = ofRuns ? counted(most, repeats.name) : counted(most, "image");
  if (most === 1) return `n = ${what}: no interval`;
  return `95 % bootstrap intervals, n = ${
    least < most ? `${least} to ` : ""
  }${what}`;
}

/** Which point of the axis is meant, behind a measure. */
export function atWords({ axis }: EvaluationData, at: AxisChoice): string {
  if (axis === undefined || axis.values.length === 1) return "";
  return at === "area" ? ", area under the curve" : `, ${axis.name} ${at}`;
}

/** A pair's interval, wins and p. */
export function pairWords(
  { over, wins, ties, n, correctedP, pairs, ...interval }: PairedComparison,
): string {
  return [
    `${threeDigits(interval.mean)} (${endWords({ ...interval, n })}${
      over === "images and repeats" ? ", over images and repeats" : ""
    })`,
    `better on ${wins} of ${n}${ties > 0 ? `, equal on ${ties}` : ""}`,
    ...(over === "nothing" ? [] : [
      `${pWords({ correctedP })}${
        pairs === 1 ? "" : `, corrected for ${pairs} pairs`
      }`,
    ]),
  ].join("; ");
}

/** p, corrected for the pairs that are shown. */
export function pWords(
  { correctedP }: Pick<PairedComparison, "correctedP">,
): string {
  return correctedP < 0.001 ? "p < 0.001" : `p = ${correctedP.toFixed(3)}`;
}

/** `3 runs`, `1 run`. */
export function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
