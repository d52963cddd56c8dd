import type { ColorRamp } from "../color/color_ramp.ts";
import type { MapRange } from "../data/map_range.ts";
import type { Rect } from "./rect.ts";

/** How numbers become colours, and the bar that says so. */
export interface ColorScale {
  readonly ramp: ColorRamp;
  readonly range: MapRange;
  /** Where the bar is, upright where it is higher than wide; none without. */
  readonly bar?: Rect | undefined;
  /** The step of the figure's frame control that shows it; all by default. */
  readonly frame?: number | undefined;
}
