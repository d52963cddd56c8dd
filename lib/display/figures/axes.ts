// @ts-types="@types/d3-array"
import { extent, ticks } from "d3-array";
import { PALETTE } from "../color/palette.ts";
import type { Axis, Rect, Tick } from "../scene/plot.ts";
import { fitNames, textWidth } from "../text/fit_text.ts";
import { formatNumber } from "../text/format_number.ts";

/** Font size of the ticks of a chart, in pixels. */
const SIZE = 11;
const MOST_PLACE = 160;
const TURNED = -40;
/** Pixels that turned texts keep from the figure's left edge. */
const EDGE = 4;

/** Beyond these, differences of numbers overflow or vanish. */
const [MOST, LEAST] = [1e300, 1e-300];

/**
 * Where a value is drawn: in its place, or at the end of what floats can place;
 * what is no number stays none.
 */
export function drawnAt(value: number): number {
  if (!Number.isFinite(value)) return NaN;
  if (Math.abs(value) < LEAST) return 0;
  return Math.max(-MOST, Math.min(MOST, value));
}

/** Returns an axis over these values, with a little room at both ends. */
export function axisOver(
  values: readonly number[],
  range: readonly [number, number] | undefined,
): Axis {
  const [min = 0, max = 1] = extent(values.filter(Number.isFinite));
  const room = (max - min || Math.abs(max) || 1) * 0.04;
  const [from, to] = range ?? [min - room, max + room];
  return {
    range: [from, to],
    ticks: scaleTicks(from, to, 6),
    color: PALETTE.faint,
    angle: 0,
    grid: true,
    fixedTicks: false,
  };
}

/**
 * Returns round values between two ends, with texts: about `count` of them,
 * or the two or three that a range with round values far apart has.
 */
export function scaleTicks(
  low: number,
  high: number,
  count: number,
  textOf: (value: number) => string = formatNumber,
): Tick[] {
  const least = low < 0 && high > 0 ? 3 : 2;
  let values = ticks(low, high, count);
  for (let more = 1; values.length < least && more < 6; more++) {
    values = ticks(low, high, count + more);
  }
  return values.map((value) => ({ value, text: textOf(value) }));
}

/**
 * Returns the ticks if their texts have room side by side, else those at
 * multiples of so many steps that they have.
 *
 * @param ticks Round values, a step apart.
 * @param unit How much one pixel is worth.
 */
export function ticksApart(
  ticks: readonly Tick[],
  unit: number,
): readonly Tick[] {
  const [first, second] = ticks;
  if (first === undefined || second === undefined) return ticks;
  const step = second.value - first.value;
  const widths = new Map(
    ticks.map((tick) => [tick, textWidth(tick.text, SIZE)]),
  );
  const hasRoom = (tick: Tick, i: number, all: readonly Tick[]) => {
    const next = all[i + 1];
    return next === undefined || (next.value - tick.value) / unit >=
        (widths.get(tick)! + widths.get(next)!) / 2 + 8;
  };
  let kept = ticks;
  for (let every = 2; !kept.every(hasRoom); every++) {
    kept = ticks.filter(({ value }) => Math.round(value / step) % every === 0);
  }
  return kept;
}

/**
 * Returns an axis with texts at places, turned where they would collide, and
 * shortened where turned ones would leave the figure.
 *
 * @param plot Pixels of the figure before the axis, and of the axis.
 */
export function namedAxis(
  axis: Axis,
  places: readonly Tick[],
  plot: Pick<Rect, "x" | "width">,
): Axis {
  const [from, to] = axis.range;
  const shown = places.filter(({ value }) => value >= from && value <= to);
  const widths = shown.map(({ text }) => textWidth(text, SIZE));
  const pitch = plot.width / Math.max(1, places.length);
  if (Math.max(0, ...widths) <= pitch - 8) {
    return { ...axis, ticks: shown, angle: 0, fixedTicks: true };
  }
  const room = ({ value }: Tick) => {
    const x = plot.x + (value - from) / (to - from) * plot.width;
    return Math.min(MOST_PLACE, (x - EDGE) / Math.cos(TURNED * Math.PI / 180));
  };
  const texts = fitNames(
    shown.map(({ text }) => text),
    SIZE,
    shown.map(room),
  );
  const ticks = shown.map(({ value }, i) => ({ value, text: texts[i]! }));
  return { ...axis, ticks, angle: TURNED, fixedTicks: true };
}

/** Returns the pixels that the ticks' texts below a plot take. */
export function ticksHeight({ angle, ticks }: Axis): number {
  const widths = ticks.map(({ text }) => textWidth(text, SIZE));
  const radians = Math.abs(angle) * Math.PI / 180;
  return 20 + Math.sin(radians) * Math.max(0, ...widths);
}
