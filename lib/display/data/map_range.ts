import type { ColorMap } from "../color/color_ramp.ts";
import type { Heatmap } from "./heatmap.ts";

/** Which values the colors of a scale span. */
export interface RangeOptions {
  /**
   * Where the colors of an unsigned map start. From their `"minimum"` also
   * start those of a signed map whose values are all of one sign and none less
   * than half as far from zero as another, but for those that the quantile
   * leaves out: around zero they would all look alike.
   *
   * @default {"zero"}
   */
  readonly start?: "zero" | "minimum" | undefined;
  /**
   * The part of the values, by magnitude, that the colors tell apart, in
   * (0, 1]; greater values get the last color. 0.999 keeps a few outliers
   * from leaving the rest of a map pale.
   *
   * @default {1}
   */
  readonly quantile?: number | undefined;
  /**
   * The colors of unsigned maps; signed ones are blue below zero and red above,
   * unless their colors start at their minimum.
   *
   * @default {"inferno"}
   */
  readonly colors?: ColorMap | undefined;
}

/** The values at the two ends of a color scale. */
export interface MapRange {
  /** Value of the first color. */
  readonly low: number;
  /** Value of the last color. */
  readonly high: number;
  /** Whether some values lie beyond the ends. */
  readonly clipped: boolean;
  /** Whether zero is the middle, with colors of its own on either side. */
  readonly diverging: boolean;
}

/**
 * Returns the range of values that colors span for these maps together:
 * symmetric around zero if they are signed, so that zero is the middle color,
 * unless the colors start at the minimum and zero is far from all values.
 */
export function mapRange(
  maps: readonly Heatmap[],
  { start = "zero", quantile: part = 1 }: RangeOptions = {},
): MapRange {
  const signed = maps.some((map) => map.signed);
  if (signed && start === "minimum") {
    const far = rangeFarFromZero(maps, part);
    if (far !== undefined) return far;
  }
  let [min, max] = [Infinity, 0];
  for (const { values } of maps) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      const magnitude = Math.abs(value);
      if (magnitude < min) min = magnitude;
      if (magnitude > max) max = magnitude;
    }
  }
  const top = part === 1 ? max : quantile(maps.map((map) => map.values), part);
  const high = top > 0 ? top : max > 0 ? max : 1;
  const low = signed ? -high : start === "minimum" && min < high ? min : 0;
  return { low, high, clipped: max > high, diverging: signed };
}

/**
 * Returns the range of values of one sign that are far from zero beside their
 * spread, without the parts at both ends that a quantile leaves out: a single
 * small value does not change the colors of all others.
 */
function rangeFarFromZero(
  maps: readonly Heatmap[],
  part: number,
): MapRange | undefined {
  const sorted = sortedValues(maps.map(({ values }) => values));
  const left = Math.floor((1 - part) * sorted.length);
  const at = Math.min(left, Math.floor(sorted.length / 2));
  const [low = 0, high = 0] = [sorted.at(at), sorted.at(-1 - at)];
  const oneSign = low > 0 || high < 0;
  const [near, far] = [low, high].map(Math.abs).sort((a, b) => a - b);
  if (!oneSign || low >= high || near! < far! / 2) return undefined;
  const clipped = sorted[0]! < low || sorted.at(-1)! > high;
  return { low, high, clipped, diverging: false };
}

function sortedValues(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((n, a) => n + a.length, 0));
  let count = 0;
  for (const array of arrays) {
    for (const value of array) {
      if (Number.isFinite(value)) all[count++] = value;
    }
  }
  return all.subarray(0, count).sort();
}

/**
 * Returns the least magnitude that at least the given part of all finite
 * values does not exceed, 0 if there is none.
 *
 * @param part In (0, 1].
 */
export function quantile(
  arrays: readonly Float32Array[],
  part: number,
): number {
  const sorted = sortedValues(arrays.map((array) => array.map(Math.abs)));
  return sorted[Math.ceil(part * sorted.length) - 1] ?? 0;
}
