import { PALETTE } from "../color/palette.ts";
import type { MapRange } from "../data/map_range.ts";
import type { Rect, Tick } from "../scene/plot.ts";
import type { ColorScale, Label } from "../scene/scene.ts";
import { fitText, textWidth } from "../text/fit_text.ts";
import { formatNumber } from "../text/format_number.ts";
import { scaleTicks } from "./axes.ts";

/** Pixels that an upright color bar takes, with ticks and title. */
export const BAR_PITCH = 84;

/** The values at the ends of a bar. */
type Ends = Pick<MapRange, "low" | "high">;

/** Font size of the numbers of color bars, in pixels. */
const SIZE = 11;
/** Least pixels between the middles of numbers beside an upright bar. */
const LINE = 14;
/** Least pixels between numbers below a level bar. */
const SPACE = 8;

/**
 * Returns the numbers of a color bar, both of its ends among them, and to the
 * right of an upright one its title.
 */
export function colorBarLabels(scale: ColorScale, title: string): Label[] {
  const { bar, range, frame } = scale;
  if (bar === undefined) return [];
  const style = { size: SIZE, color: PALETTE.faint, frame } as const;
  if (bar.height < bar.width) {
    return levelTicks(range, bar.width).map(({ text, at, anchor, line }) => ({
      ...style,
      text,
      anchor,
      x: bar.x + at,
      y: bar.y + bar.height + 9 + line * 12,
    }));
  }
  const ticks = uprightTicks(range, bar.height);
  const widths = ticks.map(({ text }) => textWidth(text, SIZE));
  return [
    ...ticks.map(({ value, text }): Label => ({
      ...style,
      text,
      anchor: "start",
      x: bar.x + bar.width + 5,
      y: bar.y + (1 - partOf(value, range)) * bar.height,
    })),
    ...titleLabel(title, bar, Math.max(...widths), frame),
  ];
}

function titleLabel(
  title: string,
  bar: Rect,
  room: number,
  frame: number | undefined,
): Label[] {
  const text = fitText(title, 12, Math.max(bar.height, 60));
  return [{
    text,
    x: bar.x + bar.width + room + 16,
    y: bar.y + bar.height / 2,
    size: 12,
    anchor: "middle",
    color: PALETTE.ink,
    angle: 90,
    frame,
    ...(text !== title && { fullText: title }),
  }];
}

function partOf(value: number, { low, high }: Ends): number {
  return (value - low) / (high - low);
}

/** Both ends, and the round values between that keep clear of them. */
export function uprightTicks(range: Ends, height: number): Tick[] {
  const { low, high } = range;
  const ends = [low, high].map((value) => ({
    value,
    text: written(value, range, 3),
  }));
  const kept: Tick[] = [ends[0]!];
  for (const tick of scaleTicks(low, high, Math.min(5, height / 40))) {
    const place = partOf(tick.value, range) * height;
    const before = partOf(kept.at(-1)!.value, range) * height;
    if (place - before >= LINE && height - place >= LINE) kept.push(tick);
  }
  return [...kept, ends[1]!];
}

/** A number below a level bar. */
interface LevelTick {
  readonly text: string;
  /** Pixels from the bar's left end. */
  readonly at: number;
  readonly anchor: "start" | "middle" | "end";
  /** Which line of text it is in, from 0. */
  readonly line: 0 | 1;
}

/**
 * Width from which a level bar has room for both ends in one line, also for two
 * digits and an exponent of two: 9.9e−10.
 */
export const ROOMY_BAR = 102;

/**
 * Both ends, in as many digits as have room, and zero or a round value between
 * them; below a bar that is too short, one under the other.
 */
export function levelTicks(range: Ends, width: number): LevelTick[] {
  const { low, high } = range;
  const widthOf = (text: string) => textWidth(text, SIZE);
  const texts = [3, 2, 1].map((digits) =>
    [written(low, range, digits), written(high, range, digits)] as const
  );
  const oneLine = texts.find(([first, last]) =>
    widthOf(first) + SPACE + widthOf(last) <= width
  );
  const twoLines = texts.find(([first, last]) =>
    Math.max(widthOf(first), widthOf(last)) <= width
  );
  const stacked = width < ROOMY_BAR && oneLine !== texts[0];
  const [first, last] = (stacked ? twoLines : oneLine) ?? texts.at(-1)!;
  const [between] = scaleTicks(low, high, 3)
    .filter(({ value }) => low < 0 ? value === 0 : true)
    .map(({ value, text }) => ({ text, at: partOf(value, range) * width }))
    .filter(({ text, at }) =>
      at - widthOf(text) / 2 >= widthOf(first) + SPACE &&
      at + widthOf(text) / 2 <= width - widthOf(last) - SPACE
    )
    .sort((a, b) => Math.abs(a.at - width / 2) - Math.abs(b.at - width / 2));
  return [
    { text: first, at: 0, anchor: "start", line: 0 },
    ...(between ? [{ ...between, anchor: "middle", line: 0 } as const] : []),
    { text: last, at: width, anchor: "end", line: stacked ? 1 : 0 },
  ];
}

/** Returns a number in the digits that a range needs. */
function written(
  value: number,
  { low, high }: Ends,
  digits: number,
): string {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const exponent = Math.min(
    Math.floor(Math.log10(largest)) - digits + 1,
    // The ends of a narrow range far from zero must differ.
    Math.floor(Math.log10(high - low)),
  );
  const steps = Math.round(value * 10 ** -exponent);
  return formatNumber(Number(`${steps}e${exponent}`) + 0);
}
