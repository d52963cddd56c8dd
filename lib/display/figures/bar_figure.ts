// @ts-types="@types/d3-array"
import { extent } from "d3-array";
import {
  checkValue,
  number,
  objectWith,
  oneOf,
  type OptionRequirements,
} from "../../options/mod.ts";
import { PALETTE } from "../color/palette.ts";
import { Figure } from "../figure.ts";
import type { Axis } from "../scene/plot.ts";
import type { Scene } from "../scene/scene.ts";
import { fitText, textWidth } from "../text/fit_text.ts";
import {
  formatNumber,
  formatProbability,
  formatShare,
} from "../text/format_number.ts";
import { drawnAt, scaleTicks, ticksApart } from "./axes.ts";
import { heading, MARGIN } from "./heading.ts";
import {
  checkFigureOptions,
  checkItems,
  FIGURE,
  type FigureOptions,
  label,
  WIDTH,
} from "./options.ts";

/** One bar of a figure. */
export interface Bar {
  /** Plain text to its left. */
  readonly name: string;
  /** Its length; bars below zero go to the left. */
  readonly value: number;
  /** The ends of its interval, drawn as whiskers; NaN draws none. */
  readonly interval?: {
    readonly low: number;
    readonly high: number;
  } | undefined;
  /**
   * Whether it is a control, which is gray.
   *
   * @default {false}
   */
  readonly control?: boolean | undefined;
  /** More to say on hover, in plain text. */
  readonly detail?: string | undefined;
}

/** Options of {@linkcode barFigure}. */
export interface BarFigureOptions extends FigureOptions {
  /** What the lengths of the bars mean, in plain text. */
  readonly meaning: string;
  /**
   * How values are written: as `+12.3 %` of a whole, as `12.3 %` on an axis that
   * goes to 100 %, or as numbers.
   *
   * @default {"share"}
   */
  readonly format?: "share" | "probability" | "number" | undefined;
}

/**
 * Returns a figure of horizontal bars from zero, the first at the top, red
 * above zero and blue below.
 *
 * @param bars One to 5,000.
 * @param options Texts, and how values are written.
 * @returns The figure; above 500 bars a still picture.
 *
 * @example
 * ```ts
 * import { barFigure } from "fullgrad/display";
 * import { assertEquals } from "@std/assert";
 *
 * const figure = barFigure(
 *   [{ name: "input", value: 0.75 }, { name: "conv1", value: 0.25 }],
 *   { title: "Shares of the layers", meaning: "share of the logit" },
 * );
 * const { data } = await figure.plotly();
 * assertEquals(data[0]?.x, [0.75, 0.25]);
 * ```
 *
 * @throws {TypeError} If a bar has no name, or an option is missing, does not
 * exist or is of another type.
 * @throws {RangeError} If there is no bar or too many, a value is not finite, or
 * an option is none of those allowed.
 */
export function barFigure(
  bars: readonly Bar[],
  options: BarFigureOptions,
): Figure {
  checkFigureOptions("draw bars", options, BAR_OPTIONS, ["title", "meaning"]);
  return new Figure(barScene(bars, options));
}

/** What the options of bars must be. */
export const BAR_OPTIONS: OptionRequirements<BarFigureOptions> = {
  ...FIGURE,
  meaning: label,
  format: oneOf(["share", "probability", "number"]),
};

/** More would be no figure but a list. */
export const MOST_BARS = 5000;

const FORMATS = {
  share: formatShare,
  probability: formatProbability,
  number: formatNumber,
};

const WIDEST_PLOT = 440;
const LEAST_PLOT = 300;
const AXIS = 48;

const end = number("a number", () => true);
const INTERVAL = objectWith("an object with two numbers, low and high", {
  low: end,
  high: end,
});

function checkBars(bars: readonly Bar[]): void {
  checkItems("draw bars", "bars", bars, MOST_BARS);
  for (const { name, value, interval } of bars) {
    checkValue("draw bars", "the name of a bar", name, label);
    if (interval !== undefined) {
      checkValue("draw bars", `the interval of "${name}"`, interval, INTERVAL);
    }
    if (Number.isFinite(value)) continue;
    throw new RangeError(
      `Cannot draw bar "${name}" as its value must be finite: current value is ${value}`,
    );
  }
}

/** Where bars and their names lie. */
interface BarPlaces {
  readonly names: readonly string[];
  readonly x: number;
  readonly width: number;
}

function barPlaces(
  bars: readonly Bar[],
  { width = WIDTH }: FigureOptions,
): BarPlaces {
  const most = Math.max(width * 0.4, width - LEAST_PLOT - 2 * MARGIN);
  const names = bars.map(({ name }) => fitText(name, 11, most));
  const nameWidth = Math.max(...names.map((name) => textWidth(name, 11)));
  const x = MARGIN + Math.ceil(nameWidth) + 8;
  return { names, x, width: Math.min(WIDEST_PLOT, width - x - MARGIN) };
}

/** What is written at the end of a bar. */
function barText(
  { value }: Bar,
  { format = "share" }: BarFigureOptions,
): string {
  return FORMATS[format](value);
}

/**
 * The axis of the lengths of bars, with room for the texts at both ends.
 *
 * @throws As {@linkcode barFigure}.
 */
export function lengthAxis(
  bars: readonly Bar[],
  options: BarFigureOptions,
): Axis {
  const texts = bars.map((bar) => barText(bar, options));
  const [min = 0, max = 0] = extent([
    0,
    ...bars.flatMap(({ value, interval }) =>
      [
        value,
        interval?.low ?? value,
        interval?.high ?? value,
      ].map(drawnAt).filter(Number.isFinite)
    ),
    ...(options.format === "probability" ? [1] : []),
  ]);
  const span = max - min || 1;
  const room = 12 + Math.max(...texts.map((text) => textWidth(text, 11)));
  const before = min < 0 ? room : 4;
  const after = bars.some(({ value }) => value >= 0) ? room : 4;
  const unit = span / (barPlaces(bars, options).width - before - after);
  const tickText = options.format === "number"
    ? formatNumber
    : (value: number) => `${formatNumber(value * 100)} %`;
  return {
    range: [min - before * unit, (max || (min < 0 ? 0 : 1)) + after * unit],
    ticks: ticksApart(scaleTicks(min, max || 1, 5, tickText), unit),
    color: PALETTE.faint,
    angle: 0,
    grid: true,
    fixedTicks: true,
  };
}

/** Pixels from one bar to the next: less where there are many. */
function barPitch(count: number): number {
  if (count <= 16) return 24;
  return count <= 40 ? 20 : 17;
}

/**
 * Returns the scene of horizontal bars.
 *
 * @throws As {@linkcode barFigure}.
 */
export function barScene(
  bars: readonly Bar[],
  options: BarFigureOptions,
): Scene {
  checkBars(bars);
  const { title, subtitle, meaning } = options;
  const places = barPlaces(bars, options);
  const width = Math.ceil(places.x + places.width + MARGIN);
  const { labels, bottom } = heading(options, width);
  const height = bars.length * barPitch(bars.length);
  const texts = bars.map((bar) => barText(bar, options));
  const shownMeaning = fitText(meaning, 12, width - 2 * MARGIN);
  return {
    title,
    lines: [
      title,
      ...(subtitle ? [subtitle] : []),
      `${meaning}:`,
      ...bars.map((bar, i) =>
        `${bar.name}: ${texts[i]}${intervalText(bar, options)}`
      ),
    ],
    width,
    height: Math.ceil(bottom + height + AXIS + MARGIN / 2),
    plots: [{
      kind: "chart",
      rect: { x: places.x, y: bottom, width: places.width, height },
      x: lengthAxis(bars, options),
      y: {
        range: [bars.length - 0.5, -0.5],
        ticks: places.names.map((text, value) => ({ value, text })),
        color: PALETTE.ink,
        angle: 0,
        grid: false,
        fixedTicks: true,
      },
      marks: [{
        kind: "bars",
        values: bars.map(({ value }) => drawnAt(value)),
        colors: bars.map(({ value, control = false }) =>
          control
            ? PALETTE.control
            : value < 0
            ? PALETTE.negative
            : PALETTE.positive
        ),
        intervals: bars.map(({ interval }) => drawnInterval(interval)),
        names: bars.map(({ name }) => name),
        texts,
        details: bars.map(({ detail = "" }) => detail),
      }],
    }],
    labels: [...labels, {
      text: shownMeaning,
      x: Math.min(
        places.x + places.width / 2,
        width - MARGIN - textWidth(shownMeaning, 12) / 2,
      ),
      y: bottom + height + 34,
      size: 12,
      anchor: "middle",
      color: PALETTE.ink,
    }],
    scales: [],
    controls: [],
  };
}

/** Where whiskers are drawn: nowhere if an end is no number. */
export function drawnInterval(interval: Bar["interval"]): Bar["interval"] {
  if (interval === undefined) return undefined;
  const [low, high] = [drawnAt(interval.low), drawnAt(interval.high)];
  return Number.isNaN(low + high) ? undefined : { low, high };
}

function intervalText({ interval }: Bar, options: BarFigureOptions): string {
  if (!Number.isFinite(interval?.low)) return "";
  const [low, high] = [interval!.low, interval!.high].map((value) =>
    barText({ name: "", value }, options)
  );
  return ` (${low} to ${high})`;
}
