import {
  capsule,
  disc,
  ellipse,
  polygon,
  ring,
  smoothUnion,
} from "../distance/mod.ts";
import { type Drawing, mark, solid } from "../drawing.ts";
import type { Random } from "../../../random/mod.ts";

/** A fish swimming to the left: tail, two fins, gill and eye. */
export function fish(random: Random): Drawing {
  const belly = random.between(0.4, 0.52);
  const fork = random.between(0.74, 0.84);
  const tail = [0.5, 0, 0.92, -0.46, fork, 0, 0.92, 0.46];
  const back = [-0.28, -0.3, 0.1, -0.3 - belly * 0.85, 0.44, -0.2];
  const under = [-0.06, 0.3, 0.22, 0.25 + belly * 0.75, 0.34, 0.22];
  const body = (x: number, y: number) =>
    smoothUnion(
      ellipse(x, y, -0.2, 0, 0.74, belly),
      capsule(x, y, 0, 0, 0.58, 0, 0.2, 0.07),
      0.2,
    );
  return [
    solid("accent", (x, y) => polygon(x, y, tail, 0.07)),
    solid("accent", (x, y) => polygon(x, y, back, 0.06)),
    solid("accent", (x, y) => polygon(x, y, under, 0.05)),
    solid("body", body),
    // The gill: an arc behind the eye.
    mark(
      "dark",
      (x, y) =>
        Math.max(
          ring(x, y, -0.66, 0.02, 0.36, 0.028),
          body(x, y) + 0.1,
          -0.5 - x,
        ),
      0.6,
    ),
    mark("accent", (x, y) => ellipse(x, y, 0.06, 0.12, 0.17, 0.1)),
    mark("light", (x, y) => disc(x, y, -0.6, -0.1, 0.14)),
    mark("dark", (x, y) => disc(x, y, -0.62, -0.09, 0.075)),
    mark("dark", (x, y) => capsule(x, y, -0.9, 0.13, -0.74, 0.17, 0.028), 0.7),
  ];
}
