import type { ColorRamp } from "../color/color_ramp.ts";
import type { MapRange } from "../data/map_range.ts";
import type { Plot, Rect } from "./plot.ts";

/**
 * What a figure shows and where, in pixels: the one description from which the
 * interactive figure and the picture of it are both drawn.
 */
export interface Scene {
  /** What the figure is, for readers who do not see it. */
  readonly title: string;
  /** The figure in words and numbers, line by line. */
  readonly lines: readonly string[];
  /** Pixels, without the controls. */
  readonly width: number;
  readonly height: number;
  readonly plots: readonly Plot[];
  readonly labels: readonly Label[];
  readonly scales: readonly ColorScale[];
  /** Where the names of lines are listed; nowhere without. */
  readonly legend?: Legend | undefined;
  /** What a reader can set, from top to bottom, below the drawing. */
  readonly controls: readonly Control[];
  /** What a still picture shows in place of this scene, if not its start. */
  readonly still?: Scene | undefined;
}

/** The list of the names of lines, row by row. */
export interface Legend {
  readonly x: number;
  readonly y: number;
  /** Pixels from the start of an entry to that of the next. */
  readonly entry: number;
  /** Entries side by side. */
  readonly columns: number;
}

/** A line of text in a figure, vertically centered on its place. */
export interface Label {
  /** Plain text: shown as it is. */
  readonly text: string;
  /** Pixels from the left. */
  readonly x: number;
  /** Pixels from the top. */
  readonly y: number;
  /** Font size in pixels. */
  readonly size: number;
  /** @default {400} */
  readonly weight?: 400 | 600;
  /** Which point of the text lies at `x`. */
  readonly anchor: "start" | "middle" | "end";
  /** CSS color. */
  readonly color: string;
  /**
   * Degrees that the text is turned clockwise around its place.
   *
   * @default {0}
   */
  readonly angle?: number;
  /** CSS color of a plate behind the text; none by default. */
  readonly plate?: string;
  /** The step of the figure's frame control that shows it; all by default. */
  readonly frame?: number | undefined;
  /** The full text, shown on hover, where `text` is a shortened one. */
  readonly fullText?: string | undefined;
}

/** How numbers become colors, and the bar that says so. */
export interface ColorScale {
  readonly ramp: ColorRamp;
  /** Whether its maps cover pictures. */
  readonly over: boolean;
  readonly range: MapRange;
  /** Where the bar is, upright where it is higher than wide; none without. */
  readonly bar?: Rect | undefined;
  /** The step of the figure's frame control that shows it; all by default. */
  readonly frame?: number | undefined;
}

/** A slider below the plots that sets the opacity of maps over pictures. */
export interface OpacityControl {
  readonly kind: "opacity";
  /** Opacity to begin with, 0…1. */
  readonly initial: number;
}

/** A slider below the plots that steps through frames. */
export interface FrameControl {
  readonly kind: "frames";
  /** What a frame is: `Layer`. */
  readonly noun: string;
  /** A name for each frame. */
  readonly names: readonly string[];
  /** Index of the frame to begin with. */
  readonly initial: number;
}

/** A control of a figure. */
export type Control = OpacityControl | FrameControl;

/** Pixels that a control adds to a figure's height. */
export const CONTROL_HEIGHT = 72;

/**
 * Returns whether a part of a scene is shown before a reader moves a control.
 *
 * @param frame The step that shows the part; undefined for all.
 */
export function shownAtStart(scene: Scene, frame: number | undefined): boolean {
  if (frame === undefined) return true;
  const control = scene.controls.find(({ kind }) => kind === "frames");
  return control?.initial === frame;
}
