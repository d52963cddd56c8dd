import {
  capsule,
  disc,
  ellipse,
  polygon,
  ring,
  smoothUnion,
} from "./distance.ts";
import { type Drawing, mark, named, solid } from "./drawing.ts";
import type { Random } from "../../random/mod.ts";

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
  return named([
    "feelers",
    "feelers",
    "lower wings",
    "upper wings",
    "upper wings",
    "upper wings",
    "lower wings",
    "body",
  ], [
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
  ]);
}

/** The face of a cat: pointed ears, eyes, nose, mouth and whiskers. */
export function cat(random: Random): Drawing {
  const ear = random.between(0.56, 0.68);
  const eye = random.between(0.3, 0.36);
  const pupil = random.between(0.055, 0.1);
  const outer = [0.2, -0.3, ear + 0.06, -0.86, 0.76, 0.05];
  const inner = [0.38, -0.36, ear + 0.02, -0.66, 0.64, -0.2];
  const nose = [-0.09, 0.24, 0.09, 0.24, 0, 0.33];
  return named([
    "head",
    "inner ears",
    "muzzle",
    "eyes",
    "eyes",
    "nose",
    "mouth",
    "mouth",
    "whiskers",
    "whiskers",
  ], [
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
  ]);
}

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
  return named([
    "tail",
    "back fin",
    "belly fin",
    "body",
    "gill",
    "flank fin",
    "eye",
    "eye",
    "mouth",
  ], [
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
  ]);
}
