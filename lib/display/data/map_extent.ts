import { checkSize } from "./check_size.ts";
import type { Heatmap } from "./heatmap.ts";

/** The least and the greatest finite value of a map. */
export interface MapExtent {
  /** Least finite value; 0 where there is none. */
  readonly min: number;
  /** Greatest finite value; 0 where there is none. */
  readonly max: number;
  /** How many values are NaN or infinite. */
  readonly notFinite: number;
}

/**
 * Returns the extent of a map's values, having checked that it can be drawn.
 *
 * @throws {TypeError} If the number of values does not fit the size.
 * @throws {RangeError} If a side is not a positive integer, or an unsigned map
 * has a value below zero.
 */
export function mapExtent(map: Heatmap): MapExtent {
  checkSize(`map "${map.name}"`, map, map.values.length, 1);
  let [min, max, finite] = [Infinity, -Infinity, 0];
  for (const value of map.values) {
    if (!Number.isFinite(value)) continue;
    finite++;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (finite === 0) return { min: 0, max: 0, notFinite: map.values.length };
  if (!map.signed && min < 0) {
    throw new RangeError(
      `Cannot draw map "${map.name}" as unsigned as its values must be 0 or more: current minimum is ${min}`,
    );
  }
  return { min, max, notFinite: map.values.length - finite };
}
