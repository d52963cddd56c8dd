import type { Heatmap } from "../data/heatmap.ts";
import type { RgbImage } from "../data/rgb_image.ts";

/** A picture that fills its plot. */
export interface ImageMark {
  readonly kind: "image";
  readonly image: RgbImage;
}

/** A map that fills its plot. */
export interface HeatmapMark {
  readonly kind: "heatmap";
  readonly map: Heatmap;
  /** Index of its colour scale in the scene. */
  readonly scale: number;
  /** Opacity 0…1; undefined for a map that covers no picture. */
  readonly opacity?: number | undefined;
  /** The step of the figure's frame control that shows it; all by default. */
  readonly frame?: number | undefined;
}

/** Horizontal bars from zero, the first at the top, one unit apart. */
export interface BarsMark {
  readonly kind: "bars";
  readonly values: readonly number[];
  /** Names, shown on hover. */
  readonly names: readonly string[];
  /** What is written at the end of each bar. */
  readonly texts: readonly string[];
  /** More to say on hover, or an empty text. */
  readonly details: readonly string[];
  /** The step of the figure's frame control that shows them; all by default. */
  readonly frame?: number | undefined;
}

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
  /** CSS colour, `#rrggbb`. */
  readonly color: string;
  readonly dashed: boolean;
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
