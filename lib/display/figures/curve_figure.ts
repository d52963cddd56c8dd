import { CONTROL_COLORS, CURVE_COLORS, PALETTE } from "../color/palette.ts";
import { Figure } from "../figure.ts";
import type { Dash, LineMark, PointSymbol, Rect } from "../scene/plot.ts";
import type { Label, Legend, Scene } from "../scene/scene.ts";
import { fitText, textWidth } from "../text/fit_text.ts";
import { formatNumber } from "../text/format_number.ts";
import { axisOver, drawnAt, namedAxis, ticksHeight } from "./axes.ts";
import {
  checkCurves,
  type Curve,
  CURVE_OPTIONS,
  type CurveFigureOptions,
} from "./curve.ts";
import { heading, MARGIN } from "./heading.ts";
import { checkFigureOptions, WIDTH } from "./options.ts";

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
 * import { curveFigure } from "fullgrad/display";
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

const LEFT = MARGIN + 62;
const PLOT = { width: 520, least: 360, height: 320 } as const;
const AXIS_TITLE = 28;
const LEGEND = { most: 240, line: 19, gap: 12, symbol: 46 } as const;

/** What each place of a curve is called; a number without a text is itself. */
function placeNames(
  { x }: Curve,
  places: CurveFigureOptions["places"] = [],
): readonly string[] {
  return x.map((at) =>
    places.find(({ value }) => value === at)?.text ?? formatNumber(at)
  );
}

const SYMBOLS: readonly PointSymbol[] = [
  "circle",
  "square",
  "diamond",
  "triangle-up",
  "triangle-down",
  "cross",
  "x",
  "star",
];
const DASHES: readonly Dash[] = [
  "solid",
  "dot",
  "dashdot",
  "longdash",
  "longdashdot",
];

/** Those of controls: no line of theirs is solid or has circles, as methods have. */
const CONTROL_SYMBOLS = SYMBOLS.filter((symbol) => symbol !== "circle");
const CONTROL_DASHES: readonly Dash[] = ["dash", "dot", "dashdot", "longdash"];

/** How a line looks. */
type LineStyle = Pick<LineMark, "color" | "dash" | "symbol">;

/**
 * Returns how lines look: each has a color; where there are more lines than
 * colors, another symbol at its points and another dash. Controls are gray and
 * dashed, each in its own way: where they cross, grays alone are hard to tell
 * apart.
 */
export function lineStyles(curves: readonly Curve[]): LineStyle[] {
  const counts = { method: 0, control: 0 };
  const nth = <T>(list: readonly T[], i: number) => list[i % list.length]!;
  return curves.map(({ control = false, dashed = false }) => {
    const i = counts[control ? "control" : "method"]++;
    if (control) {
      return {
        color: nth(CONTROL_COLORS, i),
        symbol: nth(CONTROL_SYMBOLS, i),
        dash: nth(CONTROL_DASHES, i),
      };
    }
    const round = Math.floor(i / CURVE_COLORS.length);
    return {
      color: nth(CURVE_COLORS, i),
      symbol: nth(SYMBOLS, round),
      dash: dashed ? "dash" : nth(DASHES, round),
    };
  });
}

function lineOf(
  curve: Curve,
  style: LineStyle,
  { interval: meaning = "interval", places }: CurveFigureOptions,
  shortName: string,
): LineMark {
  const { name, x, y, interval } = curve;
  return {
    kind: "line",
    name,
    shortName,
    x: x.map(drawnAt),
    y: y.map(drawnAt),
    ...style,
    places: places && placeNames(curve, places),
    band: interval && {
      low: interval.low.map(drawnAt),
      high: interval.high.map(drawnAt),
      meaning,
    },
  };
}

function axisTitles(
  options: CurveFigureOptions,
  { x, y, width, height }: Rect,
  below: number,
): Label[] {
  const style = { size: 12, anchor: "middle", color: PALETTE.ink } as const;
  return [{
    ...style,
    text: fitText(options.x, 12, width),
    x: x + width / 2,
    y: y + height + below + AXIS_TITLE / 2,
  }, {
    ...style,
    text: fitText(options.y, 12, height),
    x: MARGIN + 8,
    y: y + height / 2,
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

/** The width of the plot, and where the list of names is. */
interface CurvePlaces {
  readonly plotWidth: number;
  /** Pixels of an entry of the list. */
  readonly entry: number;
  /** Entries side by side, below the plot; undefined to its right. */
  readonly columns: number | undefined;
}

/** The list of names stands to the right where that leaves room for the plot. */
function curvePlaces(
  curves: readonly Curve[],
  { width = WIDTH }: CurveFigureOptions,
): CurvePlaces {
  const names = curves.map(({ name }) => textWidth(name, 12) + LEGEND.symbol);
  const entry = Math.ceil(Math.min(LEGEND.most, Math.max(...names)));
  const beside = width - LEFT - LEGEND.gap - entry - MARGIN;
  if (beside >= PLOT.least) {
    const plotWidth = Math.min(PLOT.width, beside);
    return { plotWidth, entry, columns: undefined };
  }
  const plotWidth = Math.min(PLOT.width, width - LEFT - MARGIN);
  const columns = Math.max(1, Math.floor((width - 2 * MARGIN) / entry));
  return { plotWidth, entry, columns: Math.min(columns, curves.length) };
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
  const { title, subtitle } = options;
  const { plotWidth, entry, columns } = curvePlaces(curves, options);
  const right = LEFT + plotWidth;
  const width = Math.ceil(
    MARGIN +
      (columns === undefined
        ? right + LEGEND.gap + entry
        : Math.max(right, MARGIN + columns * entry)),
  );
  const { labels, bottom: y } = heading(options, width);
  const rect: Rect = { x: LEFT, y, width: plotWidth, height: PLOT.height };
  const numbers = axisOver(
    curves.flatMap((curve) => curve.x.map(drawnAt)),
    undefined,
  );
  const x = options.places ? namedAxis(numbers, options.places, rect) : numbers;
  const below = ticksHeight(x);
  const plotBottom = y + PLOT.height + below + AXIS_TITLE;
  const legend: Legend = {
    x: columns === undefined ? right + LEGEND.gap : MARGIN,
    y: columns === undefined ? y : plotBottom + 6,
    entry,
    columns: columns ?? 1,
  };
  const legendBottom = legend.y + 10 +
    Math.ceil(curves.length / legend.columns) * LEGEND.line;
  const styles = lineStyles(curves);
  return {
    title,
    lines: [
      title,
      ...(subtitle ? [subtitle] : []),
      `${options.y} over ${options.x}:`,
      ...curves.map((curve) => curveLine(curve, options.places)),
    ],
    width,
    height: Math.ceil(Math.max(plotBottom, legendBottom) + MARGIN / 2),
    plots: [{
      kind: "chart",
      rect,
      x,
      y: axisOver(
        curves.flatMap(({ y, interval }) =>
          [
            ...y,
            ...interval?.low ?? [],
            ...interval?.high ?? [],
          ].map(drawnAt)
        ),
        options.range,
      ),
      marks: curves.map((curve, i) =>
        lineOf(
          curve,
          styles[i]!,
          options,
          fitText(curve.name, 12, entry - LEGEND.symbol + 1),
        )
      ),
    }],
    labels: [...labels, ...axisTitles(options, rect, below)],
    scales: [],
    legend,
    controls: [],
  };
}
