import type { Random } from "../../../random/mod.ts";
import { turn } from "../turn.ts";
import type { Texture } from "./texture.ts";

/** Dots on a turned square grid, every second row shifted by half a step. */
export function dots(random: Random, period: number): Texture {
  const [cosine, sine] = turn(random.between(0, 1));
  const phaseX = random.between(0, 1);
  const phaseY = random.between(0, 1);
  const radius = random.between(0.18, 0.34);
  return (x, y) => {
    const v = (y * cosine - x * sine) / period + phaseY;
    const row = Math.floor(v);
    const u = (x * cosine + y * sine) / period + phaseX + (row & 1) / 2;
    const dx = u - Math.floor(u) - 0.5;
    const dy = v - row - 0.5;
    const edge = radius - Math.sqrt(dx * dx + dy * dy);
    return Math.min(Math.max(edge * period + 0.5, 0), 1);
  };
}
