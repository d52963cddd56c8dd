import { checkValue, describeValue, objectOf } from "../../options/mod.ts";
import { formatNumber } from "../text/format_number.ts";
import { checkSize } from "./rgb_image.ts";

/** A map of numbers to draw in color. */
export interface Heatmap {
  /** What made the map: the method's or the layer's name, shown on hover. */
  readonly name: string;
  /** The values `[height, width]`, row by row; NaN leaves a gap. */
  readonly values: Float32Array;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /**
   * Whether values of both signs mean something. A signed map is drawn in two
   * colors around zero, an unsigned one must not have values below zero.
   */
  readonly signed: boolean;
  /** What the numbers are, with their unit: the title of the color bar. */
  readonly meaning: string;
}

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
 * @throws {TypeError} If the values are no Float32Array, or their number does
 * not fit the size.
 * @throws {RangeError} If a side is not a positive integer, or an unsigned map
 * has a value below zero.
 */
export function mapExtent(map: Heatmap): MapExtent {
  const expected = "an object with name, values, height, width and meaning";
  checkValue("draw a map", "it", map, objectOf(expected));
  for (const text of ["name", "meaning"] as const) {
    if (typeof map[text] === "string") continue;
    throw new TypeError(
      `Cannot draw a map as its ${text} must be a string: current value is ${
        describeValue(map[text])
      }`,
    );
  }
  if (!(map.values instanceof Float32Array)) {
    throw new TypeError(
      `Cannot draw map "${map.name}" as its values must be a Float32Array: current value is ${
        describeValue(map.values)
      }`,
    );
  }
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

/**
 * Returns what has to be said of a map that its colors cannot show: that it
 * is zero or constant everywhere, or that values are missing; otherwise
 * `undefined`.
 */
export function mapNote(map: Heatmap, extent: MapExtent): string | undefined {
  const { min, max, notFinite } = extent;
  if (notFinite === map.values.length) return "no finite value";
  if (notFinite > 0) {
    return notFinite === 1
      ? "1 value is not finite"
      : `${notFinite} values are not finite`;
  }
  if (max !== min) return undefined;
  return max === 0 ? "zero everywhere" : `${formatNumber(max)} everywhere`;
}
