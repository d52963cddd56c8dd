// @ts-types="@types/d3-array"
import { extent } from "d3-array";
import { checkValue, type OptionRequirements } from "../../options/mod.ts";
import type { ColorMap } from "../color/color_ramp.ts";
import { PALETTE } from "../color/palette.ts";
import type { Heatmap } from "../data/heatmap.ts";
import { type MapRange, mapRange } from "../data/map_range.ts";
import { Figure } from "../figure.ts";
import type { Axis } from "../scene/plot.ts";
import type { ColorScale, Scene } from "../scene/scene.ts";
import { fitText, textWidth } from "../text/fit_text.ts";
import { formatNumber } from "../text/format_number.ts";
import { namedAxis, ticksHeight } from "./axes.ts";
import { BAR_PITCH, colorBarLabels } from "./color_bar.ts";
import { heading, headingWidth, MARGIN } from "./heading.ts";
import {
  checkFigureOptions,
  checkItems,
  FIGURE,
  type FigureOptions,
  label,
  labels,
  RANGE,
  WIDTH,
} from "./options.ts";
import { rampOf } from "./panel_colors.ts";

/** Options of {@linkcode matrixFigure}. */
export interface MatrixFigureOptions extends FigureOptions {
  /** A name for each row. */
  readonly rows: readonly string[];
  /** A name for each column. */
  readonly columns: readonly string[];
  /** What the numbers are, in plain text: the title of the color bar. */
  readonly meaning: string;
  /**
   * The numbers at the two ends of the colors. One below zero makes the colors
   * blue below zero and red above; its ends must then be as far from zero.
   *
   * @default what the numbers span, from zero
   */
  readonly range?: readonly [number, number] | undefined;
  /**
   * The colors of numbers that are all above zero.
   *
   * @default {"inferno"}
   */
  readonly colors?: ColorMap | undefined;
}

/**
 * Returns a figure of a matrix of numbers, each a colored cell, with its number
 * where there is room and on hover.
 *
 * @param values The rows, 1,000 at most of 1,000 numbers at most; NaN leaves a
 * gap.
 * @param options Names of rows and columns, and what the colors span.
 * @returns The figure.
 *
 * @example
 * ```ts
 * import { matrixFigure } from "fullgrad/display";
 * import { assertEquals } from "@std/assert";
 *
 * const names = ["FullGrad", "Input gradient"];
 * const figure = matrixFigure([[1, 0.3], [0.3, 1]], {
 *   title: "How alike methods are",
 *   rows: names,
 *   columns: names,
 *   meaning: "Spearman",
 *   range: [-1, 1],
 * });
 * const { data } = await figure.plotly();
 * assertEquals(data.map(({ type, z }) => [type, z]), [[
 *   "heatmap",
 *   [[1, 0.3], [0.3, 1]],
 * ]]);
 * ```
 *
 * @throws {TypeError} If rows are not of one length or not as many as their
 * names, or an option is missing, does not exist or is of another type.
 * @throws {RangeError} If there is no number or too many, or the range is not
 * two numbers, the lesser first.
 */
export function matrixFigure(
  values: readonly (readonly number[])[],
  options: MatrixFigureOptions,
): Figure {
  checkFigureOptions("draw a matrix", options, OPTIONS, [
    "title",
    "rows",
    "columns",
    "meaning",
  ]);
  checkMatrix(values, options);
  return new Figure(matrixScene(values, options));
}

const OPTIONS: OptionRequirements<MatrixFigureOptions> = {
  ...FIGURE,
  rows: labels,
  columns: labels,
  meaning: label,
  colors: RANGE.colors,
  range: {
    expected:
      "two finite numbers, the lesser first, as far from zero if it is below zero",
    isType: (value) =>
      Array.isArray(value) && value.every((end) => typeof end === "number"),
    isValue: ([low = NaN, high = NaN, ...more]: readonly number[]) =>
      low < high && Number.isFinite(high - low) && more.length === 0 &&
      (low >= 0 || low === -high),
  },
};

const MOST_NAMES = 1000;

function checkMatrix(
  values: readonly (readonly number[])[],
  { rows, columns }: MatrixFigureOptions,
): void {
  checkItems("draw a matrix", "rows", values, MOST_NAMES);
  checkItems("draw a matrix", "columns", columns, MOST_NAMES);
  if (values.length !== rows.length) {
    throw new TypeError(
      `Cannot draw a matrix as rows must name each of its ${values.length} rows: current value has ${rows.length}`,
    );
  }
  for (const row of values) {
    checkValue("draw a matrix", "each row", row, {
      expected: `a list of ${columns.length} numbers, one for each column`,
      isType: (value) =>
        Array.isArray(value) && value.length === columns.length &&
        value.every((entry) => typeof entry === "number"),
    });
  }
}

/** Of many rows, as long as they are legible; and of however many. */
const SCREEN_HEIGHT = 760;
const MOST_HEIGHT = 1200;
const LARGEST_CELL = 64;
const TITLE_ROOM = 560;
const MOST_NAME = 180;
/** Sides of a cell from which it has room for its name, and for its number. */
const NAMED_CELL = 13;
const WRITTEN_CELL = { width: 36, height: 22 } as const;
const MOST_WRITTEN = 900;
const BAR = { gap: 18, width: 12 } as const;

function matrixScene(
  values: readonly (readonly number[])[],
  options: MatrixFigureOptions,
): Scene {
  const { title, subtitle, rows, columns, meaning, colors } = options;
  const most = options.width ?? WIDTH;
  const map: Heatmap = {
    name: title,
    values: Float32Array.from(values.flat()),
    height: rows.length,
    width: columns.length,
    signed: (options.range?.[0] ?? Math.min(0, ...values.map(least))) < 0,
    meaning,
  };
  const longest = Math.min(MOST_NAME, most / 4);
  const rowTexts = rows.map((name) => fitText(name, 11, longest));
  const nameWidth = Math.max(...rowTexts.map((name) => textWidth(name, 11)));
  const beside = nameWidth + BAR.gap + BAR_PITCH + 2 * MARGIN + 8;
  const side = Math.min(LARGEST_CELL, (most - beside) / map.width);
  const rowHeight = Math.max(SCREEN_HEIGHT / map.height, WRITTEN_CELL.height);
  const cell = {
    width: side,
    height: Math.min(
      Math.max(Math.min(side, rowHeight), NAMED_CELL),
      MOST_HEIGHT / map.height,
    ),
  };
  const named = cell.height >= NAMED_CELL;
  const x = MARGIN + (named ? Math.ceil(nameWidth) + 8 : 0);
  const plot = {
    x,
    width: Math.round(cell.width * map.width),
    height: Math.round(cell.height * map.height),
  };
  const drawn = x + plot.width + BAR.gap + BAR_PITCH + MARGIN;
  const width = Math.max(
    drawn,
    headingWidth(options, Math.min(most, Math.max(drawn, TITLE_ROOM))),
  );
  const head = heading(options, width);
  const rect = { ...plot, y: head.bottom };
  const [low, high] = options.range ?? [];
  const range: MapRange = low !== undefined && high !== undefined
    ? { low, high, clipped: false, diverging: map.signed }
    : mapRange([map]);
  const scale: ColorScale = {
    ramp: rampOf(range, { colors }),
    over: false,
    range,
    bar: {
      x: x + plot.width + BAR.gap,
      y: rect.y,
      width: BAR.width,
      height: rect.height,
    },
  };
  const columnAxis = namedAxis(
    axisOf(columns, cell.width >= NAMED_CELL, [-0.5, map.width - 0.5]),
    columns.map((text, value) => ({ value, text })),
    plot,
  );
  const written = cell.width >= WRITTEN_CELL.width &&
    cell.height >= WRITTEN_CELL.height &&
    map.values.length <= MOST_WRITTEN;
  return {
    title,
    lines: [
      title,
      ...(subtitle ? [subtitle] : []),
      `${meaning}, ${rows.length} × ${columns.length}:`,
      ...values.map((row, i) => `${rows[i]}: ${rowText(row, columns)}`),
    ],
    width,
    height: Math.ceil(
      rect.y + rect.height +
        (cell.width >= NAMED_CELL ? ticksHeight(columnAxis) : 0) + MARGIN,
    ),
    plots: [{
      kind: "chart",
      rect,
      x: columnAxis,
      y: {
        ...axisOf(rows, named, [map.height - 0.5, -0.5]),
        ticks: rowTexts.map((text, value) => ({ value, text })),
      },
      marks: [{
        kind: "matrix",
        map,
        scale: 0,
        texts: written ? values.flat().map(cellText) : [],
      }],
    }],
    labels: [...head.labels, ...colorBarLabels(scale, meaning)],
    scales: [scale],
    controls: [],
  };
}

function least(row: readonly number[]): number {
  return row.reduce((min, value) => value < min ? value : min, 0);
}

/** Names stay on the axis where they are not shown: hovering says them. */
function axisOf(
  names: readonly string[],
  shown: boolean,
  range: readonly [number, number],
): Axis {
  return {
    range,
    ticks: names.map((text, value) => ({ value, text })),
    color: shown ? PALETTE.ink : undefined,
    angle: 0,
    grid: false,
    fixedTicks: true,
  };
}

/** Returns a row in words: its cells, or, where they are many, its ends. */
function rowText(row: readonly number[], columns: readonly string[]): string {
  if (row.length <= MOST_SPELLED) {
    return row.map((value, i) => `${columns[i]} ${cellText(value)}`).join(", ");
  }
  const [low = NaN, high = NaN] = extent(row);
  return `${cellText(low)} to ${cellText(high)}`;
}

const MOST_SPELLED = 30;

function cellText(value: number): string {
  return Number.isFinite(value)
    ? formatNumber(Number(value.toPrecision(2)) + 0)
    : "–";
}
