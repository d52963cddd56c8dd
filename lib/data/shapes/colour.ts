import { turn } from "./turn.ts";

/** Red, green and blue in 0…255, as fractions of a screen's signal. */
export type Colour = readonly [number, number, number];

/**
 * The screen colour of a lightness, chroma and hue in OKLCH, a space in which
 * equal steps look equal (Ottosson 2020).
 *
 * @param lightness From 0, black, to 1, white.
 * @param chroma From 0, grey, to about 0.2; clipped to what a screen can show.
 * @param hue In whole turns: 0.08 red, 0.3 yellow, 0.4 green, 0.7 blue.
 */
export function colour(lightness: number, chroma: number, hue: number): Colour {
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

/** The colour a part `t` of the way from `from` to `to`. */
export function mixColours(from: Colour, to: Colour, t: number): Colour {
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
