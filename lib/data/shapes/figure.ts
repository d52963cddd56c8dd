import type { Drawing } from "./drawing.ts";
import type { Palette } from "./sample_palette.ts";
import type { Texture } from "./texture/mod.ts";

/** Where a drawing lies in the image. */
export interface Pose {
  /** Column of its centre, in pixels. */
  readonly x: number;
  /** Row of its centre, in pixels. */
  readonly y: number;
  /** Pixels that one unit of its frame takes: about half the object's height. */
  readonly scale: number;
  /** Factor on its width; its height takes the inverse. */
  readonly stretch: number;
  /** Rotation in whole turns, clockwise on the screen. */
  readonly turns: number;
  /** −1 if it is seen in a mirror, 1 if not. */
  readonly mirror: -1 | 1;
}

/** A drawing with a place, colours and a pattern for its body. */
export interface Figure {
  readonly drawing: Drawing;
  readonly pose: Pose;
  readonly palette: Palette;
  /** The pattern of its body, mixing `palette.pattern` into `palette.body`. */
  readonly pattern: Texture | undefined;
}
