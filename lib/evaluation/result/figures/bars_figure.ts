import {
  barFigure,
  type Figure,
  RESULT_FIGURE,
  type ResultFigureOptions,
} from "../../../display/mod.ts";
import { checkOptions } from "../../../options/mod.ts";
import type { EvaluationData, Measure } from "../evaluation_data.ts";
import { intervalOf } from "../intervals.ts";
import type { PairedComparison } from "../paired.ts";
import { type AxisChoice, measureOf } from "../read_values.ts";
import {
  atWords,
  endWords,
  intervalWords,
  nothingToDraw,
  pairWords,
  percentOf,
  pWords,
  winWord,
} from "../words.ts";

/** The means over images of all methods, the best first. */
export function barsFigure(
  data: EvaluationData,
  measure: Measure,
  at: AxisChoice = "area",
  options: ResultFigureOptions = {},
): Figure {
  checkOptions("draw bars", options, RESULT_FIGURE);
  const { name, meaning, better, note } = measure;
  const sign = better === "lower" ? 1 : -1;
  const bars = data.methods.flatMap((method) => {
    const interval = intervalOf(data, method.name, name, { at });
    if (interval === undefined) return [];
    return [{
      name: `${method.name}${method.control ? "*" : ""}`,
      value: interval.mean,
      interval,
      detail: endWords(interval),
    }];
  }).sort((a, b) => better ? sign * (a.value - b.value) : 0);
  if (bars.length === 0) throw nothingToDraw("draw bars", data, measure);
  return barFigure(bars, {
    title: `${data.experiment}: ${name}${atWords(data, at)}`,
    subtitle: [
      ...(better ? [`${better} is better`] : []),
      ...(note ? [note] : []),
      intervalWords(data, measure),
      "* control",
    ].join("; "),
    meaning: data.axis && at === "area" ? `mean height: ${meaning}` : meaning,
    format: "number",
    ...options,
  });
}

/**
 * The mean differences of pairs, with their intervals, wins and p.
 *
 * @param level Of the intervals.
 */
export function pairedBarsFigure(
  data: EvaluationData,
  pairs: readonly PairedComparison[],
  drawn: ResultFigureOptions = {},
  level?: number,
): Figure {
  const [first] = pairs;
  if (first === undefined) {
    throw new RangeError(
      "Cannot draw pairs as there must be another method, not blurred, with numbers of the same images: current number is 0",
    );
  }
  const measure = measureOf(data, first.measure);
  const { meaning, better } = measure;
  // Where none is better the number alone would read as a win.
  const won = better ? "" : `${winWord(measure)} on `;
  const byCount = pairs.toSorted((a, b) => a.n - b.n);
  const [least, most] = [byCount[0]!, byCount.at(-1)!];
  const counts = least.n < most.n ? `${least.n} to ${most.n}` : `${most.n}`;
  const controls = new Set(
    data.methods.filter(({ control }) => control).map(({ name }) => name),
  );
  const bars = pairs.map((pair) => ({
    name: [
      `${pair.b}${controls.has(pair.b) ? "*" : ""}`,
      ...(pair.over === "nothing"
        ? []
        : [`${won}${pair.wins} of ${pair.n}`, pWords(pair)]),
    ].join(", "),
    interval: pair,
    value: pair.mean,
    detail: pairWords(pair, measure),
  })).sort((a, b) => a.value - b.value);
  return barFigure(bars, {
    title: `${data.experiment}: ${first.a} minus each other`,
    subtitle: [
      `${first.measure}${atWords(data, first.at)}`,
      ...(better
        ? [`${better === "lower" ? "below" : "above"} 0 it wins`]
        : []),
      most.over === "nothing"
        ? "one image or run: no interval"
        : `${
          percentOf(level)
        } intervals over ${most.over}, n = ${counts}; Holm's p`,
    ].join("; "),
    meaning: `difference of ${meaning}; * control`,
    format: "number",
    ...drawn,
  });
}
