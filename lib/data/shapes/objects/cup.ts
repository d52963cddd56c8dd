import { box, ellipse, polygon, ring } from "../distance/mod.ts";
import { type Drawing, mark, solid } from "../drawing.ts";
import type { Random } from "../../../random/mod.ts";

/** A cup of tea seen from a little above, with its handle on the right. */
export function cup(random: Random): Drawing {
  const foot = random.between(0.34, 0.48);
  const band = random.between(0.06, 0.14);
  const wall = [-0.62, -0.42, 0.42, -0.42, foot - 0.1, 0.62, -foot - 0.1, 0.62];
  const body = (x: number, y: number) =>
    Math.min(polygon(x, y, wall, 0.12), ellipse(x, y, -0.1, -0.42, 0.66, 0.25));
  return [
    solid("body", (x, y) => ring(x, y, 0.5, 0.08, 0.32, 0.095)),
    solid("body", body),
    mark(
      "accent",
      (x, y) => Math.max(box(x, y, 0, 0.3, 2, band), body(x, y) + 0.03),
    ),
    mark("light", (x, y) => ellipse(x, y, -0.1, -0.43, 0.66, 0.25), 0.85),
    mark("dark", (x, y) => ellipse(x, y, -0.1, -0.41, 0.54, 0.17)),
    mark("accent", (x, y) => ellipse(x, y, -0.1, -0.37, 0.47, 0.12), 0.6),
  ];
}
