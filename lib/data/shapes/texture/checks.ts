import type { Random } from "../../../random/mod.ts";
import { turn } from "../turn.ts";
import type { Texture } from "./texture.ts";

/** A woven check: two crossing bands of stripes, darkest where they meet. */
export function checks(random: Random, period: number): Texture {
  const [cosine, sine] = turn(random.between(0, 1));
  const phaseX = random.between(0, 1);
  const phaseY = random.between(0, 1);
  return (x, y) => {
    const u = band((x * cosine + y * sine) / period + phaseX, period);
    const v = band((y * cosine - x * sine) / period + phaseY, period);
    return (u + v) / 2;
  };
}

function band(across: number, period: number): number {
  const edge = 0.25 - Math.abs(across - Math.floor(across) - 0.5);
  return Math.min(Math.max(edge * period + 0.5, 0), 1);
}
