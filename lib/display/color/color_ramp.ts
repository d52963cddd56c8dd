// @ts-types="@types/d3-scale-chromatic"
import { interpolateInferno, interpolateRdBu } from "d3-scale-chromatic";

/**
 * The ways to color numbers. Signed ones have zero in the middle, red above
 * and blue below; `over` ones leave small numbers transparent, so that what
 * lies below stays visible.
 */
export type ColorRamp =
  | "unsigned"
  | "signed"
  | "unsignedOver"
  | "signedOver";

/** Rises smoothly from 0 at 0 to 1 at `end`, and stays there. */
function smoothStep(t: number, end: number): number {
  const part = Math.min(1, t / end);
  return part * part * (3 - 2 * part);
}

function withOpacity([red, green, blue]: Rgba, opacity: number): Rgba {
  return [red, green, blue, opacity];
}

function unsigned(t: number): Rgba {
  return parseColor(interpolateInferno(t));
}

function signed(t: number): Rgba {
  return parseColor(interpolateRdBu(1 - t));
}

const RAMPS: { readonly [K in ColorRamp]: (t: number) => Rgba } = {
  unsigned,
  signed,
  // The same hues, so that one color bar serves maps alone and over images.
  unsignedOver: (t) => withOpacity(unsigned(t), smoothStep(t, 1)),
  signedOver: (t) =>
    withOpacity(signed(t), smoothStep(Math.abs(2 * t - 1), 0.7)),
};

/**
 * Returns the color at a place of a ramp.
 *
 * @param t Place between the first color, 0, and the last, 1.
 */
export function colorAt(ramp: ColorRamp, t: number): Rgba {
  return RAMPS[ramp](Math.min(1, Math.max(0, t)));
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
