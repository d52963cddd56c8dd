import {
  capsule,
  disc,
  ellipse,
  polygon,
  smoothUnion,
} from "../distance/mod.ts";
import { type Drawing, mark, solid } from "../drawing.ts";
import type { Random } from "../../../random/mod.ts";

/** The face of a cat: pointed ears, eyes, nose, mouth and whiskers. */
export function cat(random: Random): Drawing {
  const ear = random.between(0.56, 0.68);
  const eye = random.between(0.3, 0.36);
  const pupil = random.between(0.055, 0.1);
  const outer = [0.2, -0.3, ear + 0.06, -0.86, 0.76, 0.05];
  const inner = [0.38, -0.36, ear + 0.02, -0.66, 0.64, -0.2];
  const nose = [-0.09, 0.24, 0.09, 0.24, 0, 0.33];
  return [
    solid("body", (x, y) =>
      smoothUnion(
        polygon(Math.abs(x), y, outer, 0.07),
        ellipse(x, y, 0, 0.22, 0.86, 0.68),
        0.12,
      )),
    mark("accent", (x, y) => polygon(Math.abs(x), y, inner, 0.04)),
    mark("light", (x, y) =>
      smoothUnion(
        ellipse(Math.abs(x), y, 0.17, 0.48, 0.25, 0.21),
        disc(x, y, 0, 0.34, 0.12),
        0.1,
      ), 0.9),
    mark("light", (x, y) => disc(Math.abs(x), y, eye, 0.06, 0.2)),
    mark(
      "dark",
      (x, y) => ellipse(Math.abs(x), y, eye - 0.02, 0.07, pupil, 0.17),
    ),
    mark("dark", (x, y) => polygon(x, y, nose, 0.035)),
    mark("dark", (x, y) => capsule(x, y, 0, 0.33, 0, 0.47, 0.028)),
    mark("dark", (x, y) => capsule(Math.abs(x), y, 0, 0.48, 0.19, 0.42, 0.032)),
    mark(
      "dark",
      (x, y) => capsule(Math.abs(x), y, 0.4, 0.42, 0.92, 0.34, 0.025),
      0.8,
    ),
    mark(
      "dark",
      (x, y) => capsule(Math.abs(x), y, 0.4, 0.52, 0.9, 0.56, 0.025),
      0.8,
    ),
  ];
}
