// @ts-types="@types/d3-array"
import { ticks } from "d3-array";
import type { MapRange } from "../data/map_range.ts";
import { textWidth } from "../text/fit_text.ts";
import { formatNumber } from "../text/format_number.ts";
import type { Tick } from "./plot.ts";
import type { ColorScale } from "./scene.ts";

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

/** Font size of the ticks of color bars, in pixels. */
export const BAR_TICK_SIZE = 11;

/** Pixels by which a tick's text may stick out at an end of a level bar. */
const OVERHANG = 6;
/** Least pixels between the texts of neighboring ticks. */
const SPACE = 10;

/** Where the text of a tick below a level bar begins and ends. */
function span(
  { value, text }: Tick,
  { low, high }: MapRange,
  width: number,
): { readonly from: number; readonly to: number } {
  const middle = (value - low) / (high - low) * width;
  // With a minus, so that a tick and its mirror image fit, or neither.
  const widest = low < 0 ? `−${text.replace(/^−/, "")}` : text;
  const half = textWidth(widest, BAR_TICK_SIZE) / 2;
  return { from: middle - half, to: middle + half };
}

/** Returns every other tick, zero among them, until none run together. */
function spaced(ticks: Tick[], range: MapRange, width: number): Tick[] {
  const crowded = ticks.some((tick, i) => {
    const before = ticks[i - 1];
    return before !== undefined &&
      span(tick, range, width).from - span(before, range, width).to < SPACE;
  });
  if (!crowded) return ticks;
  const zero = Math.max(0, ticks.findIndex(({ value }) => value === 0));
  return spaced(ticks.filter((_, i) => (i - zero) % 2 === 0), range, width);
}

/**
 * Returns the ticks of a color bar, none without a bar. Below a level bar
 * they keep clear of each other and of the neighboring bars' ticks.
 */
export function barTicks({ bar, range }: ColorScale): Tick[] {
  const { low, high } = range;
  if (bar === undefined) return [];
  if (bar.height >= bar.width) return scaleTicks(low, high, 5);
  const inside = (tick: Tick) => {
    const { from, to } = span(tick, range, bar.width);
    return from >= -OVERHANG && to <= bar.width + OVERHANG;
  };
  const least = low < 0 ? 3 : 2;
  let ticks: Tick[] = [];
  for (let count = 2; count <= 6 && ticks.length < least; count++) {
    ticks = spaced(
      scaleTicks(low, high, count).filter(inside),
      range,
      bar.width,
    );
  }
  return ticks;
}
