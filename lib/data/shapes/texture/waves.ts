import type { Random } from "../../../random/mod.ts";
import { turn } from "../turn.ts";
import type { Texture } from "./texture.ts";

/** Rows of overlapping scales, each shaded from its rim to its heart. */
export function waves(random: Random, period: number): Texture {
  const [cosine, sine] = turn(random.between(-0.06, 0.06));
  const phaseX = random.between(0, 1);
  const phaseY = random.between(0, 1);
  const rings = random.between(1.5, 3);
  return (x, y) => {
    const u = (x * cosine + y * sine) / period + phaseX;
    const v = (y * cosine - x * sine) / period * 2 + phaseY;
    // The lowest of the scales that reach this point is on top.
    for (let row = Math.floor(v) + 1; row > Math.floor(v) - 2; row--) {
      const shifted = u + (row & 1) / 2;
      const dx = shifted - Math.floor(shifted) - 0.5;
      const dy = (v - row) / 2;
      const distance = Math.sqrt(dx * dx + dy * dy);
      if (distance < 0.5) {
        const phase = distance * 2 * rings;
        const step = phase - Math.floor(phase);
        return Math.min(
          Math.max((Math.abs(step - 0.5) - 0.25) * 3 + 0.5, 0),
          1,
        );
      }
    }
    return 0;
  };
}
