import type { Drawing } from "./drawing.ts";
import type { Random } from "../../random/mod.ts";
import { turn } from "./turn.ts";

/** A scrap of a drawing: what lies on one side of a straight cut. */
export function scrap(random: Random, drawing: Drawing): Drawing {
  const [cosine, sine] = turn(random.between(0, 1));
  const depth = random.between(0.25, 0.5);
  return drawing.map((part) => ({
    ...part,
    distance: (x: number, y: number) =>
      Math.max(part.distance(x, y), depth - x * cosine - y * sine),
  }));
}
