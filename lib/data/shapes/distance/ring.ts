import { disc } from "./disc.ts";

/** Signed distance from (x, y) to a circle drawn with a pen `2 * pen` wide. */
export function ring(
  x: number,
  y: number,
  centreX: number,
  centreY: number,
  radius: number,
  pen: number,
): number {
  return Math.abs(disc(x, y, centreX, centreY, radius)) - pen;
}
