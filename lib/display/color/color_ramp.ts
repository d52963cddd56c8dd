// @ts-types="@types/d3-scale-chromatic"
import {
  interpolateCividis,
  interpolateInferno,
  interpolateRdBu,
  interpolateViridis,
} from "d3-scale-chromatic";

/**
 * Colors of numbers from least to greatest, each of which gets lighter evenly
 * and is read by the color-blind.
 */
export type ColorMap = "inferno" | "viridis" | "cividis" | "gray";

/** Those, and the colors of numbers of both signs: blue, white, red. */
export type ColorRamp = ColorMap | "signed";

const RAMPS: { readonly [K in ColorRamp]: (t: number) => Rgba } = {
  inferno: (t) => parseColor(interpolateInferno(t)),
  viridis: (t) => parseColor(interpolateViridis(t)),
  cividis: (t) => parseColor(interpolateCividis(t)),
  gray: (
    t,
  ) => [Math.round(255 * t), Math.round(255 * t), Math.round(255 * t), 1],
  signed: (t) => parseColor(interpolateRdBu(1 - t)),
};

/**
 * Returns the color at a place of a ramp.
 *
 * @param t Place between the first color, 0, and the last, 1.
 * @param over Whether it covers a picture: small numbers are transparent then,
 * so that what lies below stays visible. The hues are the same, so that one
 * color bar serves maps alone and over images.
 */
export function colorAt(ramp: ColorRamp, t: number, over = false): Rgba {
  const place = Math.min(1, Math.max(0, t));
  const color = RAMPS[ramp](place);
  if (!over) return color;
  const [red, green, blue] = color;
  const opacity = ramp === "signed"
    ? smoothStep(Math.abs(2 * place - 1), 0.7)
    : smoothStep(place, 1);
  return [red, green, blue, opacity];
}

/**
 * Returns the color behind the bar of maps over pictures. Gray fades out towards
 * a paper as white as its greatest value: its bar is that over a dark picture.
 */
export function barBackground(
  ramp: ColorRamp,
  over: boolean,
): string | undefined {
  return over && ramp === "gray" ? cssColor(colorAt(ramp, 0)) : undefined;
}

/** Rises smoothly from 0 at 0 to 1 at `end`, and stays there. */
function smoothStep(t: number, end: number): number {
  const part = Math.min(1, t / end);
  return part * part * (3 - 2 * part);
}

/** A color: red, green and blue 0…255, opacity 0…1. */
export type Rgba = readonly [
  red: number,
  green: number,
  blue: number,
  opacity: number,
];

/** Returns the color of `#rrggbb` or `rgb(r, g, b)`, opaque. */
export function parseColor(text: string): Rgba {
  const parts = text.startsWith("#")
    ? [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16))
    : text.match(/\d+/g)?.map(Number) ?? [];
  const [red = 0, green = 0, blue = 0] = parts;
  return [red, green, blue, 1];
}

/** Whether light text is read more easily on a color than dark text is. */
export function isDark([red, green, blue]: Rgba): boolean {
  return 0.299 * red + 0.587 * green + 0.114 * blue < 140;
}

/** Returns the CSS text of a color. */
export function cssColor([red, green, blue, opacity]: Rgba): string {
  return opacity === 1
    ? `rgb(${red},${green},${blue})`
    : `rgba(${red},${green},${blue},${Number(opacity.toFixed(3))})`;
}
