import { disc } from "./disc.ts";

/**
 * Distance from (x, y) to an upright lens, the overlap of two equal discs,
 * centred on the origin: exact inside, a lower bound beyond its tips.
 */
export function lens(
  x: number,
  y: number,
  halfWidth: number,
  halfHeight: number,
): number {
  const radius = (halfWidth * halfWidth + halfHeight * halfHeight) /
    (2 * halfWidth);
  return disc(Math.abs(x), y, halfWidth - radius, 0, radius);
}
