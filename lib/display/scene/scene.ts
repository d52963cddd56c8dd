import type { ColorScale } from "./color_scale.ts";
import type { Control } from "./control.ts";
import type { Label } from "./label.ts";
import type { Plot } from "./plot.ts";
import type { Rect } from "./rect.ts";

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
  readonly legend?: Rect | undefined;
  /** What a reader can set, from top to bottom, below the drawing. */
  readonly controls: readonly Control[];
  /** What a still picture shows in place of this scene, if not its start. */
  readonly still?: Scene | undefined;
}
