import { formatNumber } from "../../display/mod.ts";
import type { Interval } from "../statistics/mod.ts";
import {
  checkValue,
  nonNegativeInteger,
  number,
  objectWith,
} from "../../options/mod.ts";
import type { EvaluationData, Measure } from "./evaluation_data.ts";
import type { PairedComparison } from "./paired.ts";
import { type AxisChoice, cellsOf, isOfRuns, meansOf } from "./read_values.ts";

/** Three digits: names of bars are short. */
export function threeDigits(value: number): string {
  return formatNumber(Number(value.toPrecision(3)));
}

/** The ends of an interval, and of how many; that there is none of one. */
export function endWords(
  { low, high, n }: Pick<Interval, "low" | "high" | "n">,
): string {
  if (n < 2) return `n = ${n}: no interval`;
  return `${threeDigits(low)} to ${threeDigits(high)}, n = ${n}`;
}

/**
 * Returns a mean with the ends of its interval, as a reader of a table wants it.
 *
 * @param interval Such as {@linkcode bootstrapInterval} or `Evaluation.interval`
 * gives; of other means, the same form.
 * @returns The mean and the ends, rounded to two significant digits of half the
 * interval's width: what comes behind them says nothing. Zeros at the end are left
 * out.
 *
 * @throws {TypeError} If it is none.
 *
 * @example
 * ```ts
 * import { intervalText } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const interval = { mean: 0.12345, low: 0.0719, high: 0.1684, n: 12 };
 * assertEquals(intervalText(interval), "0.123 (0.072 to 0.168)");
 * ```
 */
export function intervalText(interval: Interval): string {
  checkValue("write an interval", "interval", interval, INTERVAL);
  const { mean, low, high, n } = interval;
  if (n < 2) return `${threeDigits(mean)} (${endWords({ low, high, n })})`;
  const half = (high - low) / 2;
  const inPlace = half > 0
    ? rounded(Math.floor(Math.log10(half)) - 1)
    : threeDigits;
  return `${inPlace(mean)} (${inPlace(low)} to ${inPlace(high)})`;
}

/** NaN where there is no interval, or no number. */
const real = number("a number", () => true);

const INTERVAL = objectWith("an interval, { mean, low, high, n }", {
  mean: real,
  low: real,
  high: real,
  n: nonNegativeInteger,
});

/** So many digits at most are those of {@linkcode formatNumber}. */
const FEW_DIGITS = 4;

/** What rounds to a power of ten: a value and its negative alike. */
function rounded(exponent: number): (value: number) => string {
  const step = 10 ** exponent;
  return (value) => {
    const steps = Math.sign(value) * Math.round(Math.abs(value) / step);
    const number = Number((steps * step).toPrecision(12));
    const digits = String(Math.abs(steps)).replace(/0+$/, "").length;
    if (digits <= FEW_DIGITS || digits > 12) return formatNumber(number);
    // An interval that is narrow beside its mean would be drawn together.
    const text = number.toLocaleString("en-US", {
      useGrouping: false,
      maximumSignificantDigits: digits,
    });
    return text.replace("-", "−");
  };
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
  if (counts.length === 0) {
    return data.missing.length > 0 ? "no numbers yet" : "no numbers";
  }
  const what = ofRuns ? counted(most, repeats.name) : counted(most, "image");
  if (most === 1) return `n = ${what}: no interval`;
  return `${percentOf()} bootstrap intervals, n = ${
    least < most ? `${least} to ` : ""
  }${what}`;
}

/**
 * What is thrown where a figure would be empty: that no method has a number of the
 * measure, and, by the record's notes, why.
 */
export function nothingToDraw(
  action: string,
  { missing, notes }: Pick<EvaluationData, "missing" | "notes">,
  { name }: Pick<Measure, "name">,
): RangeError {
  const all = missing.length > 0
    ? `all are missing, and ${counted(missing.length, "unit")} not finished`
    : "all are missing";
  const reason = `Cannot ${action} of ${
    JSON.stringify(name)
  } as a method must have a number: ${all}`;
  return new RangeError(
    [reason, ...notes.map((note) => note.replace(/\.$/, ""))].join(". "),
  );
}

/** How much an interval holds: `95 %`, as by default. */
export function percentOf(level: number = 0.95): string {
  return `${Number((100 * level).toPrecision(12))} %`;
}

/** Which point of the axis is meant, behind a measure. */
export function atWords({ axis }: EvaluationData, at: AxisChoice): string {
  if (axis === undefined || axis.values.length === 1) return "";
  return at === "area" ? ", area under the curve" : `, ${axis.name} ${at}`;
}

/**
 * What a method is where it wins: better, or, by a measure that speaks neither
 * for nor against methods, only higher.
 */
export function winWord({ better }: Pick<Measure, "better">): string {
  return better ? "better" : "higher";
}

/** A pair's interval, wins by its measure, and p. */
export function pairWords(
  { over, wins, ties, n, correctedP, pairs, ...interval }: PairedComparison,
  measure: Pick<Measure, "better">,
): string {
  return [
    `${threeDigits(interval.mean)} (${endWords({ ...interval, n })}${
      over === "images and repeats" ? ", over images and repeats" : ""
    })`,
    `${winWord(measure)} on ${wins} of ${n}${
      ties > 0 ? `, equal on ${ties}` : ""
    }`,
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
