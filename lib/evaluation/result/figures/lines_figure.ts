import {
  curveFigure,
  type Figure,
  formatNumber,
  RESULT_FIGURE,
  type ResultFigureOptions,
} from "../../../display/mod.ts";
import { checkOptions } from "../../../options/mod.ts";
import type { Axis, EvaluationData, Measure } from "../evaluation_data.ts";
import { curvesOf } from "../intervals.ts";
import { placesOf } from "../read_values.ts";
import { intervalWords, nothingToDraw } from "../words.ts";

/** The most texts that fit below a figure. */
const MOST_PLACES = 12;

/** The curves of all methods along the axis. */
export function linesFigure(
  data: EvaluationData,
  measure: Measure,
  options: ResultFigureOptions = {},
): Figure {
  checkOptions("draw curves", options, RESULT_FIGURE);
  const { name, meaning, better, note, axis: own } = measure;
  const axis = data.axis!;
  const blurred = new Set(
    data.methods.filter(({ blurOf }) => blurOf).map(({ name }) => name),
  );
  // Blurred maps are there for what blur gains: bars and texts have them.
  const curves = curvesOf(data, name).filter(({ name }) => !blurred.has(name));
  if (curves.every(({ y }) => y.every(Number.isNaN))) {
    throw nothingToDraw("draw curves", data, measure);
  }
  return curveFigure(curves, {
    title: `${data.experiment}: ${name}`,
    subtitle: [
      ...(better ? [`${better} is better`] : []),
      ...(note ? [note] : []),
      intervalWords(data, measure),
      "gray and dashed: controls",
    ].join("; "),
    x: `${own ?? axis.meaning}${axis.scale === "log" ? ", logarithmic" : ""}`,
    y: meaning,
    places: textsOf(axis),
    interval: intervalWords(data, measure),
    ...options,
  });
}

/** The texts at the points; every second, third … where there are many. */
function textsOf(
  axis: Axis,
): readonly { readonly value: number; readonly text: string }[] {
  const every = Math.ceil(axis.values.length / MOST_PLACES);
  return placesOf(axis)
    .map((value, i) => ({ value, text: textOf(axis, axis.values[i]!) }))
    .filter((_, i) => i % every === 0);
}

function textOf({ shares }: Axis, value: number | string): string {
  if (typeof value === "string") return value;
  return shares ? `${formatNumber(100 * value)} %` : formatNumber(value);
}
