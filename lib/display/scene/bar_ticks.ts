import { textWidth } from "../text/text_width.ts";
import type { ColorScale } from "./color_scale.ts";
import type { Tick } from "./plot.ts";
import { scaleTicks } from "./scale_ticks.ts";

/** Font size of the ticks of colour bars, in pixels. */
export const BAR_TICK_SIZE = 11;

/** Pixels by which a tick's text may stick out at an end of a level bar. */
const OVERHANG = 6;

/**
 * Returns the ticks of a colour bar, none without a bar. Below a level bar
 * they keep clear of the neighbouring bars' ticks.
 */
export function barTicks({ bar, range: { low, high } }: ColorScale): Tick[] {
  if (bar === undefined) return [];
  if (bar.height >= bar.width) return scaleTicks(low, high, 5);
  const fits = ({ value, text }: Tick) => {
    const middle = (value - low) / (high - low) * bar.width;
    const half = textWidth(text, BAR_TICK_SIZE) / 2;
    return middle - half >= -OVERHANG && middle + half <= bar.width + OVERHANG;
  };
  const least = low < 0 ? 3 : 2;
  let ticks: Tick[] = [];
  for (let count = 2; count <= 6 && ticks.length < least; count++) {
    ticks = scaleTicks(low, high, count).filter(fits);
  }
  return ticks;
}
