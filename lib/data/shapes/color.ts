import type { Random } from "../../random/mod.ts";
import type { ColorName } from "./drawing.ts";
import { turn } from "./turn.ts";

/** Red, green and blue in 0…255, as fractions of a screen's signal. */
export type Color = readonly [number, number, number];

/**
 * The screen color of a lightness, chroma and hue in OKLCH, a space in which
 * equal steps look equal (Ottosson 2020).
 *
 * @param lightness From 0, black, to 1, white.
 * @param chroma From 0, gray, to about 0.2; clipped to what a screen can show.
 * @param hue In whole turns: 0.08 red, 0.3 yellow, 0.4 green, 0.7 blue.
 */
export function color(lightness: number, chroma: number, hue: number): Color {
  const [cosine, sine] = turn(hue);
  const a = chroma * cosine;
  const b = chroma * sine;
  const l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
  const m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
  const s = cube(lightness - 0.0894841775 * a - 1.291485548 * b);
  return [
    signal(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    signal(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    signal(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** The color a part `t` of the way from `from` to `to`. */
export function mixColors(from: Color, to: Color, t: number): Color {
  return [
    from[0] + (to[0] - from[0]) * t,
    from[1] + (to[1] - from[1]) * t,
    from[2] + (to[2] - from[2]) * t,
  ];
}

function cube(x: number): number {
  return x * x * x;
}

/** sRGB's curve from light to signal, fitted by roots, which are exact. */
function signal(light: number): number {
  const root = Math.sqrt(Math.min(Math.max(light, 0), 1));
  const fourth = Math.sqrt(root);
  const eighth = Math.sqrt(fourth);
  const value = 0.585122381 * root + 0.783140355 * fourth -
    0.368262736 * eighth;
  return 255 * Math.min(Math.max(value, 0), 1);
}

/** The colors of one object. */
export type Palette = Readonly<Record<ColorName | "pattern", Color>>;

/**
 * Colors for one object on a background of the given lightness. They are
 * drawn alike for every class, so that no color tells what an object is.
 */
export function samplePalette(
  random: Random,
  backgroundLightness: number,
): Palette {
  // A step in lightness away from the background keeps the outline readable.
  const lightness = backgroundLightness > 0.62
    ? random.between(0.45, Math.min(backgroundLightness - 0.12, 0.72))
    : random.between(Math.max(backgroundLightness + 0.14, 0.6), 0.86);
  const chroma = random.between(0.1, 0.19);
  const hue = clearOfOlive(random.between(0, 1), lightness);
  const accentHue = hue + random.sign() * random.between(0.12, 0.5);
  const accentStep = random.sign() * random.between(0.06, 0.14);
  const patternStep = random.sign() * random.between(0.07, 0.13);
  return {
    body: color(lightness, chroma, hue),
    accent: color(
      lightness + accentStep,
      random.between(0.09, 0.17),
      clearOfOlive(accentHue, lightness + accentStep),
    ),
    dark: color(random.between(0.24, 0.34), 0.05, hue),
    light: color(0.96, 0.025, accentHue),
    pattern: color(lightness + patternStep, chroma, hue + patternStep / 2),
  };
}

/** Turns dark yellow, which is olive and drab, into green. */
function clearOfOlive(hue: number, lightness: number): number {
  const turned = hue - Math.floor(hue);
  return lightness < 0.7 && turned > 0.21 && turned < 0.37
    ? turned + 0.17
    : hue;
}
