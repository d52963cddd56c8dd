import { type Colour, colour } from "./colour.ts";
import type { ColourName } from "./drawing.ts";
import type { Random } from "../../random/mod.ts";

/** The colours of one object. */
export type Palette = Readonly<Record<ColourName | "pattern", Colour>>;

/**
 * Colours for one object on a background of the given lightness. They are
 * drawn alike for every class, so that no colour tells what an object is.
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
    body: colour(lightness, chroma, hue),
    accent: colour(
      lightness + accentStep,
      random.between(0.09, 0.17),
      clearOfOlive(accentHue, lightness + accentStep),
    ),
    dark: colour(random.between(0.24, 0.34), 0.05, hue),
    light: colour(0.96, 0.025, accentHue),
    pattern: colour(lightness + patternStep, chroma, hue + patternStep / 2),
  };
}

/** Turns dark yellow, which is olive and drab, into green. */
function clearOfOlive(hue: number, lightness: number): number {
  const turned = hue - Math.floor(hue);
  return lightness < 0.7 && turned > 0.21 && turned < 0.37
    ? turned + 0.17
    : hue;
}
