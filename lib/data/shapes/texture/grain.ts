import type { Random } from "../../../random/mod.ts";
import { turn } from "../turn.ts";
import type { Texture } from "./texture.ts";
import { valueNoise } from "./value_noise.ts";

/** Wood: noise drawn out along one direction, cut into fine veins. */
export function grain(random: Random, period: number): Texture {
  const [cosine, sine] = turn(random.between(0, 1));
  const salt = random.bits();
  const veins = random.between(3, 6);
  return (x, y) => {
    const along = (x * cosine + y * sine) / (period * 5);
    const across = (y * cosine - x * sine) / period;
    const height = veins * valueNoise(along, across * 0.6, salt);
    const step = height - Math.floor(height);
    const fine = valueNoise(along * 4, across * 5, salt ^ 1);
    return 0.7 * (1 - Math.abs(2 * step - 1)) + 0.3 * fine;
  };
}
