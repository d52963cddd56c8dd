import type { BarFigureOptions } from "./bar_options.ts";

/** Options of {@linkcode barFrameFigure}. */
export interface BarFrameOptions extends BarFigureOptions {
  /** What a step is, in plain text: `position`. */
  readonly noun: string;
  /**
   * Index of the step to begin with.
   *
   * @default {0}
   */
  readonly initial?: number | undefined;
}
