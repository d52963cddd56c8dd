import type { Heatmap } from "../data/heatmap.ts";
import type { RgbImage } from "../data/rgb_image.ts";

/** A place on an axis and the text there. */
export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** One axis of a chart. */
export interface Axis {
  /** Values at the left or bottom, and at the right or top. */
  readonly range: readonly [from: number, to: number];
  readonly ticks: readonly Tick[];
  /** CSS color of the ticks' texts; without one, hovering alone shows them. */
  readonly color: string | undefined;
  /** Degrees that the ticks' texts are turned clockwise. */
  readonly angle: number;
  /** Whether lines cross the plot at the ticks. */
  readonly grid: boolean;
  /** Whether `ticks` are the only ones, or a reader who zooms gets others. */
  readonly fixedTicks: boolean;
}

/** A plot of pixels: a picture, a map, or a map over a picture. */
export interface PicturePlot {
  readonly kind: "picture";
  readonly rect: Rect;
  /** Rows and columns of the pixels that hovering names. */
  readonly height: number;
  readonly width: number;
  /** Drawn in order. */
  readonly marks: readonly (ImageMark | HeatmapMark)[];
}

/** A plot over two axes. */
export interface ChartPlot {
  readonly kind: "chart";
  readonly rect: Rect;
  readonly x: Axis;
  readonly y: Axis;
  /** Drawn in order. */
  readonly marks: readonly (BarsMark | LineMark | MatrixMark)[];
}

/** One plot of a figure. */
export type Plot = PicturePlot | ChartPlot;

/** A rectangle of a figure, in pixels from its top left corner. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture that fills its plot. */
export interface ImageMark {
  readonly kind: "image";
  readonly image: RgbImage;
}

/** A map that fills its plot. */
export interface HeatmapMark {
  readonly kind: "heatmap";
  readonly map: Heatmap;
  /** Index of its color scale in the scene. */
  readonly scale: number;
  /** Opacity 0…1; undefined for a map that covers no picture. */
  readonly opacity?: number | undefined;
  /** Maps of one number say their values together at the place of the pointer. */
  readonly link?: number | undefined;
  /** The step of the figure's frame control that shows it; all by default. */
  readonly frame?: number | undefined;
}

/** Horizontal bars from zero, the first at the top, one unit apart. */
export interface BarsMark {
  readonly kind: "bars";
  readonly values: readonly number[];
  /** CSS colors. */
  readonly colors: readonly string[];
  /** Names, shown on hover. */
  readonly names: readonly string[];
  /** What is written at the end of each bar. */
  readonly texts: readonly string[];
  /** More to say on hover, or an empty text. */
  readonly details: readonly string[];
  /** The interval around each value; none where it is left out or not finite. */
  readonly intervals: readonly (
    | { readonly low: number; readonly high: number }
    | undefined
  )[];
  /** The step of the figure's frame control that shows them; all by default. */
  readonly frame?: number | undefined;
}

/** Cells one unit apart, the first at the top left, that fill their plot. */
export interface MatrixMark {
  readonly kind: "matrix";
  readonly map: Heatmap;
  /** Index of its color scale in the scene. */
  readonly scale: number;
  /** What is written in each cell, row by row; nothing where it is empty. */
  readonly texts: readonly string[];
}

/** How a line is broken. */
export type Dash =
  | "solid"
  | "dash"
  | "dot"
  | "dashdot"
  | "longdash"
  | "longdashdot";

/** What stands at the points of a line. */
export type PointSymbol =
  | "circle"
  | "square"
  | "diamond"
  | "triangle-up"
  | "triangle-down"
  | "cross"
  | "x"
  | "star";

/** A line through points. */
export interface LineMark {
  readonly kind: "line";
  /** Shown on hover. */
  readonly name: string;
  /** The name, shortened for the legend. */
  readonly shortName: string;
  readonly x: readonly number[];
  /** One for each x; NaN leaves a gap. */
  readonly y: readonly number[];
  /** CSS color, `#rrggbb`. */
  readonly color: string;
  readonly dash: Dash;
  readonly symbol: PointSymbol;
  /** What the places are called, where they are no numbers. */
  readonly places?: readonly string[] | undefined;
  /** The interval around the line. */
  readonly band?: {
    readonly low: readonly number[];
    readonly high: readonly number[];
    /** What the interval is: `95 % interval`. */
    readonly meaning: string;
  } | undefined;
}

/**
 * Returns the center of the first of `cells` equal cells that fill `length`
 * pixels, and their pitch, where pixel centers are at whole numbers.
 */
export function cellPlaces(
  cells: number,
  length: number,
): { readonly first: number; readonly pitch: number } {
  const pitch = length / cells;
  return { first: pitch / 2 - 0.5, pitch };
}

/**
 * Returns how far a bar of `BarsMark` with its interval goes, on the side of
 * its text.
 */
export function barEnd({ values, intervals }: BarsMark, index: number): number {
  const value = values[index]!;
  const { low = value, high = value } = intervals[index] ?? {};
  if (!Number.isFinite(low) || !Number.isFinite(high)) return value;
  return value < 0 ? Math.min(value, low) : Math.max(value, high);
}
