import {
  checkValue,
  number,
  objectWith,
  oneOf,
  type OptionRequirements,
} from "../../options/mod.ts";
import { PALETTE } from "../color/palette.ts";
import { Figure } from "../figure.ts";
import type { Axis, Rect } from "../scene/plot.ts";
import type { Scene } from "../scene/scene.ts";
import { scaleTicks } from "../scene/ticks.ts";
import { fitText, textWidth } from "../text/fit_text.ts";
import { formatNumber, formatShare } from "../text/format_number.ts";
import { heading, MARGIN } from "./heading.ts";
import { checkFigureOptions, checkItems, HEADING, label } from "./options.ts";

/** One bar of a figure. */
export interface Bar {
  /** Plain text to its left. */
  readonly name: string;
  /** Its length; bars below zero go to the left. */
  readonly value: number;
  /** The interval around the value, drawn as a line; NaN draws none. */
  readonly interval?: {
    readonly low: number;
    readonly high: number;
  } | undefined;
  /** More to say on hover, in plain text. */
  readonly detail?: string | undefined;
}

/** Options of {@linkcode barFigure}. */
export interface BarFigureOptions {
  /** Plain text at the top. */
  readonly title: string;
  /** Plain text below the title. */
  readonly subtitle?: string | undefined;
  /** What the lengths of the bars mean, in plain text. */
  readonly meaning: string;
  /**
   * How values are written: as `+12.3 %` of a whole, or as numbers.
   *
   * @default {"share"}
   */
  readonly format?: "share" | "number" | undefined;
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
 * import { barFigure } from "fullgrad";
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
  ...HEADING,
  meaning: label,
  format: oneOf(["share", "number"]),
};

/** More would be no figure but a list. */
export const MOST_BARS = 5000;

const PLOT_WIDTH = 440;
const MOST_NAME = 260;
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

/**
 * The axis of the lengths of bars, with room for the texts at both ends.
 *
 * @throws As {@linkcode barFigure}.
 */
export function lengthAxis(
  bars: readonly Bar[],
  format: "share" | "number" = "share",
): Axis {
  const values = bars.map(({ value }) => value);
  const texts = values.map(format === "share" ? formatShare : formatNumber);
  const ends = bars.flatMap((
    { value, interval = { low: value, high: value } },
  ) => [value, interval.low, interval.high].filter(Number.isFinite));
  const [min, max] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const span = max - min || 1;
  const room = 12 + Math.max(...texts.map((text) => textWidth(text, 11)));
  const before = min < 0 ? room : 4;
  const after = values.some((value) => value >= 0) ? room : 4;
  const unit = span / (PLOT_WIDTH - before - after);
  return {
    range: [min - before * unit, (max || (min < 0 ? 0 : 1)) + after * unit],
    ticks: scaleTicks(min, max || 1, 5).map(({ value, text }) => ({
      value,
      text: format === "share" ? `${formatNumber(value * 100)} %` : text,
    })),
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
  { title, subtitle, meaning, format = "share" }: BarFigureOptions,
): Scene {
  checkBars(bars);
  const values = bars.map(({ value }) => value);
  const write = format === "share" ? formatShare : formatNumber;
  const texts = values.map(write);
  const names = bars.map(({ name }) => fitText(name, 11, MOST_NAME));
  const nameWidth = Math.max(...names.map((name) => textWidth(name, 11)));
  const x = MARGIN + Math.ceil(nameWidth) + 8;
  const width = x + PLOT_WIDTH + MARGIN;
  const { labels, bottom } = heading(title, subtitle, width);
  const height = bars.length * barPitch(bars.length);
  const rect: Rect = { x, y: bottom, width: PLOT_WIDTH, height };
  return {
    title,
    lines: [
      title,
      ...(subtitle ? [subtitle] : []),
      `${meaning}:`,
      ...bars.map(({ name, interval }, i) =>
        `${name}: ${texts[i]}${
          interval && Number.isFinite(interval.low)
            ? ` (${write(interval.low)} to ${write(interval.high)})`
            : ""
        }`
      ),
    ],
    width,
    height: Math.ceil(bottom + height + AXIS + MARGIN / 2),
    plots: [{
      kind: "chart",
      rect,
      x: lengthAxis(bars, format),
      y: {
        range: [bars.length - 0.5, -0.5],
        ticks: names.map((text, value) => ({ value, text })),
        color: PALETTE.ink,
        angle: 0,
        grid: false,
        fixedTicks: true,
      },
      marks: [{
        kind: "bars",
        values,
        names: bars.map(({ name }) => name),
        texts,
        details: bars.map(({ detail = "" }) => detail),
        intervals: bars.map(({ interval }) => interval),
      }],
    }],
    labels: [...labels, {
      text: meaning,
      x: x + PLOT_WIDTH / 2,
      y: bottom + height + 34,
      size: 12,
      anchor: "middle",
      color: PALETTE.ink,
    }],
    scales: [],
    controls: [],
  };
}
