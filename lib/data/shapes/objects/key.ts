import { box, capsule, disc, ring } from "../distance/mod.ts";
import { type Drawing, mark, solid } from "../drawing.ts";
import type { Random } from "../../../random/mod.ts";

/** An old door key: a bow with a hole, a collar, a shaft and its bit. */
export function key(random: Random): Drawing {
  const hole = random.between(0.24, 0.3);
  const long = random.between(0.28, 0.36);
  const short = random.between(0.18, 0.26);
  return [
    solid("body", (x, y) => capsule(x, y, 0, -0.2, 0, 0.9, 0.095)),
    solid(
      "body",
      (x, y) => box(x, y, long / 2 + 0.04, 0.8, long / 2 + 0.04, 0.1, 0.03),
    ),
    solid(
      "body",
      (x, y) => box(x, y, short / 2 + 0.04, 0.5, short / 2 + 0.04, 0.09, 0.03),
    ),
    solid("body", (x, y) => ring(x, y, 0, -0.54, hole + 0.08, 0.14)),
    solid("accent", (x, y) => box(x, y, 0, -0.06, 0.19, 0.085, 0.05)),
    mark(
      "light",
      (x, y) =>
        Math.max(
          ring(x, y, 0, -0.54, hole + 0.1, 0.03),
          disc(x, y, -0.35, -0.8, 0.32),
        ),
      0.75,
    ),
  ];
}
