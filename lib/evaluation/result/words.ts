import { formatNumber } from "../../display/mod.ts";
import type { Interval } from "../statistics/mod.ts";
import type { EvaluationData } from "./evaluation_data.ts";
import type { PairedComparison } from "./paired.ts";
import type { AxisChoice } from "./read_values.ts";

/** Three digits: names of bars are short. */
export function threeDigits(value: number): string {
  return formatNumber(Number(value.toPrecision(3)));
}

/** The ends of an interval; that there is none of one image or run. */
export function endWords({ low, high, n }: Interval): string {
  if (n < 2) return `${n} only: no interval`;
  return `${threeDigits(low)} to ${threeDigits(high)}`;
}

/** What the intervals of a record's figures are. */
export function intervalWords({ images, repeats }: EvaluationData): string {
  if (images.names.length > 1) return "95 % bootstrap interval";
  return repeats.count > 1
    ? "95 % bootstrap interval"
    : `one image and ${repeats.name}: no interval`;
}

/** What the means of a record are over. */
export function sampleWords({ images, repeats }: EvaluationData): string {
  return images.names.length > 1
    ? `over ${images.names.length} images`
    : `over ${counted(repeats.count, repeats.name)}`;
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
    `${threeDigits(interval.mean)} (${endWords({ ...interval, n })})`,
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
