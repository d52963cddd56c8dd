import { capsule, disc, ellipse, smoothUnion } from "../distance/mod.ts";
import { type Drawing, mark, solid } from "../drawing.ts";
import type { Random } from "../../../random/mod.ts";

/** A butterfly from above: four spotted wings, a body and two feelers. */
export function butterfly(random: Random): Drawing {
  const span = random.between(0.5, 0.56);
  const lower = random.between(0.38, 0.46);
  const upperWing = (x: number, y: number) => {
    const dx = Math.abs(x) - span;
    const dy = y + 0.3;
    // Turned so that the tip points up and out.
    return ellipse(
      0.78 * dx - 0.62 * dy,
      0.62 * dx + 0.78 * dy,
      0,
      0,
      0.56,
      0.4,
    );
  };
  const lowerWing = (x: number, y: number) => {
    const dx = Math.abs(x) - lower;
    const dy = y - 0.42;
    return ellipse(
      0.75 * dx + 0.66 * dy,
      -0.66 * dx + 0.75 * dy,
      0,
      0,
      0.46,
      0.31,
    );
  };
  return [
    solid(
      "dark",
      (x, y) => capsule(Math.abs(x), y, 0.03, -0.45, 0.26, -0.92, 0.035),
    ),
    solid("dark", (x, y) => disc(Math.abs(x), y, 0.27, -0.92, 0.08)),
    solid("accent", lowerWing),
    solid(
      "body",
      (x, y) =>
        smoothUnion(
          upperWing(x, y),
          disc(Math.abs(x), y, 0.12, -0.05, 0.12),
          0.1,
        ),
    ),
    mark("accent", (x, y) => disc(Math.abs(x), y, span + 0.12, -0.42, 0.19)),
    mark("light", (x, y) => disc(Math.abs(x), y, span + 0.12, -0.42, 0.09)),
    mark("light", (x, y) => disc(Math.abs(x), y, lower + 0.06, 0.5, 0.1), 0.9),
    solid("dark", (x, y) => capsule(x, y, 0, -0.42, 0, 0.55, 0.11, 0.06)),
  ];
}
