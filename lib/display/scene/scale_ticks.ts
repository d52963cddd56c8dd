// @ts-types="@types/d3-array"
import { ticks } from "d3-array";
import { formatNumber } from "../text/format_number.ts";
import type { Tick } from "./plot.ts";

/**
 * Returns round values between two ends, with texts: about `count` of them,
 * or the two or three that a range with round values far apart has.
 */
export function scaleTicks(low: number, high: number, count: number): Tick[] {
  const least = low < 0 && high > 0 ? 3 : 2;
  let values = ticks(low, high, count);
  for (let more = 1; values.length < least && more < 6; more++) {
    values = ticks(low, high, count + more);
  }
  return values.map((value) => ({ value, text: formatNumber(value) }));
}
