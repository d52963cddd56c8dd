import type { Random } from "../../../random/mod.ts";
import { turn } from "../turn.ts";
import type { Texture } from "./texture.ts";
import { valueNoise } from "./value_noise.ts";

/** Stripes in any direction, straight or wavering, `period` pixels wide. */
export function stripes(random: Random, period: number): Texture {
  const [cosine, sine] = turn(random.between(0, 1));
  const phase = random.between(0, 1);
  const share = random.between(0.3, 0.7);
  const waver = random.chance(0.4) ? random.between(0.3, 0.8) : 0;
  const salt = random.bits();
  return (x, y) => {
    let across = (x * cosine + y * sine) / period + phase;
    if (waver > 0) across += waver * valueNoise(x / 14, y / 14, salt);
    const position = across - Math.floor(across);
    // The distance to the nearer edge of the stripe, softened to one pixel.
    const edge = share / 2 - Math.abs(position - 0.5);
    return Math.min(Math.max(edge * period + 0.5, 0), 1);
  };
}
