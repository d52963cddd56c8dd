import { formatNumber } from "../../display/mod.ts";
import type { CurveAxis } from "./area_under.ts";

/** Where the last share is at least so many times the first, the axis is logarithmic. */
const WIDE = 20;

/** The axis on which shares of pixels are spread best. */
export function axisOf(fractions: readonly number[]): CurveAxis {
  return fractions.at(-1)! >= WIDE * fractions[0]! && fractions[0]! > 0
    ? "log"
    : "linear";
}

/** Where a share is on its axis. */
export function placeOf(fraction: number, axis: CurveAxis): number {
  return axis === "log" ? Math.log10(fraction) : fraction;
}

/** The texts of an axis at the shares themselves, as percents. */
export function fractionPlaces(
  fractions: readonly number[],
  axis: CurveAxis,
): readonly { readonly value: number; readonly text: string }[] {
  return fractions.map((fraction) => ({
    value: placeOf(fraction, axis),
    text: `${formatNumber(100 * fraction)} %`,
  }));
}
