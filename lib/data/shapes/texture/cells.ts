import type { Random } from "../../../random/mod.ts";
import type { Texture } from "./texture.ts";
import { latticeValue } from "./value_noise.ts";

/** A mosaic: cells about `period` pixels wide, each of one tone. */
export function cells(random: Random, period: number): Texture {
  const salt = random.bits();
  return (x, y) => {
    const u = x / period;
    const v = y / period;
    const column = Math.floor(u);
    const row = Math.floor(v);
    let nearest = Infinity;
    let second = Infinity;
    let tone = 0;
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        const dx = c + latticeValue(c, r, salt) - u;
        const dy = r + latticeValue(c, r, salt ^ 1) - v;
        const distance = dx * dx + dy * dy;
        if (distance < nearest) {
          second = nearest;
          nearest = distance;
          tone = latticeValue(c, r, salt ^ 2);
        } else if (distance < second) {
          second = distance;
        }
      }
    }
    // Joints between the cells take the first colour.
    const joint = (Math.sqrt(second) - Math.sqrt(nearest)) * period;
    return tone * Math.min(Math.max(joint - 0.3, 0), 1);
  };
}
