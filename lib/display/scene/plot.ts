import type { BarsMark, HeatmapMark, ImageMark, LineMark } from "./mark.ts";
import type { Rect } from "./rect.ts";

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
  /** CSS colour of the ticks' texts. */
  readonly color: string;
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
  readonly marks: readonly (BarsMark | LineMark)[];
}

/** One plot of a figure. */
export type Plot = PicturePlot | ChartPlot;
