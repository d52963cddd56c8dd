import type { Rgba } from "./rgba.ts";

/** Returns the CSS text of a colour. */
export function cssColor([red, green, blue, opacity]: Rgba): string {
  return opacity === 1
    ? `rgb(${red},${green},${blue})`
    : `rgba(${red},${green},${blue},${Number(opacity.toFixed(3))})`;
}
