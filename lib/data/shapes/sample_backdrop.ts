import { type Colour, colour } from "./colour.ts";
import type { Random } from "../../random/mod.ts";
import * as textures from "./texture/mod.ts";
import type { Texture } from "./texture/mod.ts";

/** What is behind everything: a texture of two colours. */
export interface Backdrop {
  readonly texture: Texture;
  readonly from: Colour;
  readonly to: Colour;
  /** Lightness of the two colours' mean, 0…1. */
  readonly lightness: number;
  /** Chooses the fine noise that lies over the whole image. */
  readonly salt: number;
}

/** A backdrop: any texture, light or dark, in two related, muted colours. */
export function sampleBackdrop(random: Random): Backdrop {
  const texture = random.pick([
    textures.cells,
    textures.checks,
    textures.clouds,
    textures.dots,
    textures.grain,
    textures.stripes,
    textures.waves,
  ])(random, random.between(7, 18));
  const lightness = random.chance(0.6)
    ? random.between(0.72, 0.93)
    : random.between(0.32, 0.55);
  const step = random.sign() * random.between(0.03, 0.09);
  const hue = random.between(0, 1);
  const chroma = random.between(0.02, 0.09);
  return {
    texture,
    from: colour(lightness - step, chroma, hue),
    to: colour(
      lightness + step,
      chroma + random.between(-0.02, 0.03),
      hue + random.between(-0.12, 0.12),
    ),
    lightness,
    salt: random.bits(),
  };
}
