import { ellipse, polygon } from "../distance/mod.ts";
import { type Drawing, mark, solid } from "../drawing.ts";
import type { Random } from "../../../random/mod.ts";
import { turn } from "../turn.ts";

/** A star with five rounded rays, and a smaller one inlaid. */
export function star(random: Random): Drawing {
  const waist = random.between(0.4, 0.5);
  const outer: number[] = [];
  const inner: number[] = [];
  for (let corner = 0; corner < 10; corner++) {
    const [cosine, sine] = turn(corner / 10 - 0.25);
    const radius = corner % 2 === 0 ? 0.88 : 0.88 * waist;
    outer.push(radius * cosine, radius * sine);
    inner.push(radius * 0.52 * cosine, radius * 0.52 * sine);
  }
  return [
    solid("body", (x, y) => polygon(x, y, outer, 0.09)),
    mark("accent", (x, y) => polygon(x, y, inner, 0.06), 0.8),
    mark("light", (x, y) => ellipse(x, y, -0.02, -0.68, 0.05, 0.1), 0.5),
  ];
}
