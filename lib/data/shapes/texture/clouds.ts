import type { Random } from "../../../random/mod.ts";
import type { Texture } from "./texture.ts";
import { valueNoise } from "./value_noise.ts";

/** Cloudy noise of three octaves, the largest `period` pixels wide. */
export function clouds(random: Random, period: number): Texture {
  const salt = random.bits();
  const contrast = random.between(1.6, 3);
  return (x, y) => {
    const u = x / period;
    const v = y / period;
    const sum = 0.6 * valueNoise(u, v, salt) +
      0.27 * valueNoise(2.1 * u, 2.1 * v, salt ^ 1) +
      0.13 * valueNoise(4.3 * u, 4.3 * v, salt ^ 2);
    return Math.min(Math.max((sum - 0.5) * contrast + 0.5, 0), 1);
  };
}
