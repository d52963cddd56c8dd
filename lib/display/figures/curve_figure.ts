import { CURVE_COLORS, PALETTE } from "../color/palette.ts";
import { Figure } from "../figure.ts";
import type { LineMark } from "../scene/plot.ts";
import type { Label, Scene } from "../scene/scene.ts";
import { fitText, textWidth } from "../text/fit_text.ts";
import { formatNumber } from "../text/format_number.ts";
import { axisOver, namedAxis, ticksHeight } from "./axes.ts";
import {
  checkCurves,
  type Curve,
  CURVE_OPTIONS,
  type CurveFigureOptions,
} from "./curve.ts";
import { heading, MARGIN } from "./heading.ts";
import { checkFigureOptions } from "./options.ts";

/**
 * Returns a figure of lines with the intervals around them and a legend, in
 * which a click hides a line.
 *
 * @param curves One to 200.
 * @param options Texts, and what the axes span.
 * @returns The figure.
 *
 * @example
 * ```ts
 * import { curveFigure } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const figure = curveFigure(
 *   [{ name: "FullGrad", x: [0, 1, 2], y: [1, 0.5, 0.25] }],
 *   { title: "Pixel perturbation", x: "pixels removed", y: "probability" },
 * );
 * assertEquals((await figure.plotly()).data[0]?.name, "FullGrad");
 * ```
 *
 * @throws {TypeError} If a curve's numbers of places and values differ, or an
 * option is missing, does not exist or is of another type.
 * @throws {RangeError} If there is no curve or too many, no finite point, or an
 * option is none of those allowed.
 */
export function curveFigure(
  curves: readonly Curve[],
  options: CurveFigureOptions,
): Figure {
  checkFigureOptions("draw curves", options, CURVE_OPTIONS, [
    "title",
    "x",
    "y",
  ]);
  return new Figure(curveScene(curves, options));
}

const PLOT = { x: MARGIN + 62, width: 520, height: 320 } as const;
const AXIS_TITLE = 28;
const MOST_LEGEND = 240;

/** What each place of a curve is called; a number without a text is itself. */
function placeNames(
  { x }: Curve,
  places: CurveFigureOptions["places"] = [],
): readonly string[] {
  return x.map((at) =>
    places.find(({ value }) => value === at)?.text ?? formatNumber(at)
  );
}

function lineOf(
  curve: Curve,
  i: number,
  meaning: string,
  places: CurveFigureOptions["places"],
): LineMark {
  const { name, x, y, interval, dashed = false } = curve;
  return {
    kind: "line",
    name,
    shortName: fitText(name, 12, MOST_LEGEND - 50),
    x,
    y,
    color: CURVE_COLORS[i % CURVE_COLORS.length] ?? PALETTE.ink,
    dashed,
    places: places && placeNames(curve, places),
    band: interval && { ...interval, meaning },
  };
}

function axisTitles(
  options: CurveFigureOptions,
  top: number,
  below: number,
): Label[] {
  const style = { size: 12, anchor: "middle", color: PALETTE.ink } as const;
  return [{
    ...style,
    text: fitText(options.x, 12, PLOT.width),
    x: PLOT.x + PLOT.width / 2,
    y: top + PLOT.height + below + AXIS_TITLE / 2,
  }, {
    ...style,
    text: fitText(options.y, 12, PLOT.height),
    x: MARGIN + 8,
    y: top + PLOT.height / 2,
    angle: -90,
  }];
}

/** Returns a curve in words and numbers. */
function curveLine(
  curve: Curve,
  places: CurveFigureOptions["places"],
): string {
  const { name, y } = curve;
  const names = placeNames(curve, places);
  const at = (i: number) => `${formatNumber(y.at(i) ?? NaN)} at ${names.at(i)}`;
  return `${name}: from ${at(0)} to ${at(-1)}`;
}

/**
 * Returns the scene of lines.
 *
 * @throws As {@linkcode curveFigure}.
 */
function curveScene(
  curves: readonly Curve[],
  options: CurveFigureOptions,
): Scene {
  checkCurves(curves);
  const { title, subtitle, interval = "interval" } = options;
  const names = curves.map(({ name }) => textWidth(name, 12) + 46);
  const legendWidth = Math.min(MOST_LEGEND, Math.max(...names));
  const legendX = PLOT.x + PLOT.width + 12;
  const width = Math.ceil(legendX + legendWidth + MARGIN);
  const { labels, bottom: y } = heading(title, subtitle, width);
  const numbers = axisOver(curves.flatMap((curve) => curve.x), undefined);
  const x = options.places
    ? namedAxis(
      numbers,
      options.places,
      PLOT.width / Math.max(1, options.places.length),
    )
    : numbers;
  const below = ticksHeight(x);
  return {
    title,
    lines: [
      title,
      ...(subtitle ? [subtitle] : []),
      `${options.y} over ${options.x}:`,
      ...curves.map((curve) => curveLine(curve, options.places)),
    ],
    width,
    height: Math.ceil(y + PLOT.height + below + AXIS_TITLE + MARGIN / 2),
    plots: [{
      kind: "chart",
      rect: { ...PLOT, y },
      x,
      y: axisOver(
        curves.flatMap(({ y, interval }) => [
          ...y,
          ...interval?.low ?? [],
          ...interval?.high ?? [],
        ]),
        options.range,
      ),
      marks: curves.map((curve, i) =>
        lineOf(curve, i, interval, options.places)
      ),
    }],
    labels: [...labels, ...axisTitles(options, y, below)],
    scales: [],
    legend: { x: legendX, y, width: legendWidth, height: PLOT.height },
    controls: [],
  };
}
