import { box, capsule, disc, polygon, ring } from "./distance/mod.ts";
import { type Drawing, type Part, solid } from "./drawing.ts";
import type { Random } from "../../random/mod.ts";

/** The geometric figures that lie about, each in one colour. */
const GEOMETRY: readonly Part["distance"][] = [
  (x, y) => disc(x, y, 0, 0, 0.8),
  (x, y) => ring(x, y, 0, 0, 0.62, 0.2),
  (x, y) => capsule(x, y, -0.8, 0, 0.8, 0, 0.22),
  (x, y) => box(x, y, 0, 0, 0.7, 0.7, 0.15),
  (x, y) => box(x, y, 0, 0, 0.9, 0.45, 0.08),
  (x, y) => polygon(x, y, [-0.8, 0.6, 0.8, 0.6, 0, -0.75], 0.08),
  (x, y) => Math.max(disc(x, y, 0, 0, 0.9), y - 0.1),
  (x, y) => Math.max(disc(x, y, 0, 0, 0.85), -disc(x, y, 0.4, -0.1, 0.7)),
  (x, y) =>
    Math.min(
      box(x, y, 0, 0, 0.8, 0.24, 0.06),
      box(x, y, 0, 0, 0.24, 0.8, 0.06),
    ),
];

/** A small thing that is no object: a geometric figure in one colour. */
export function clutter(random: Random): Drawing {
  return [
    solid(
      random.pick(["body", "accent", "light", "dark"]),
      random.pick(GEOMETRY),
    ),
  ];
}
