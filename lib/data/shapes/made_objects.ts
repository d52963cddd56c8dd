import { box, capsule, disc, ellipse, polygon, ring } from "./distance.ts";
import { type Drawing, mark, named, solid } from "./drawing.ts";
import type { Random } from "../../random/mod.ts";
import { turn } from "./turn.ts";

/** A sailing boat: hull with a stripe, mast, two sails and a pennant. */
export function boat(random: Random): Drawing {
  const mast = random.between(-0.12, 0.02);
  const bow = random.between(0.84, 0.95);
  const hull = [-0.82, 0.44, bow, 0.44, 0.5, 0.84, -0.56, 0.84];
  const mainsail = [mast + 0.12, -0.72, mast + 0.12, 0.24, 0.8, 0.24];
  const jib = [mast - 0.12, -0.5, mast - 0.12, 0.24, -0.66, 0.24];
  const pennant = [mast, -0.98, mast, -0.8, mast - 0.34, -0.89];
  const hullDistance = (x: number, y: number) => polygon(x, y, hull, 0.06);
  return named(["mast", "pennant", "mainsail", "jib", "hull", "hull"], [
    solid("dark", (x, y) => capsule(x, y, mast, -0.92, mast, 0.5, 0.05)),
    solid("accent", (x, y) => polygon(x, y, pennant, 0.03)),
    solid("light", (x, y) => polygon(x, y, mainsail, 0.05)),
    solid("accent", (x, y) => polygon(x, y, jib, 0.05)),
    solid("body", hullDistance),
    mark(
      "light",
      (x, y) =>
        Math.max(box(x, y, 0, 0.55, 2, 0.045), hullDistance(x, y) + 0.02),
      0.85,
    ),
  ]);
}

/** A cup of tea seen from a little above, with its handle on the right. */
export function cup(random: Random): Drawing {
  const foot = random.between(0.34, 0.48);
  const band = random.between(0.06, 0.14);
  const wall = [-0.62, -0.42, 0.42, -0.42, foot - 0.1, 0.62, -foot - 0.1, 0.62];
  const body = (x: number, y: number) =>
    Math.min(polygon(x, y, wall, 0.12), ellipse(x, y, -0.1, -0.42, 0.66, 0.25));
  return named(["handle", "wall", "wall", "rim", "rim", "rim"], [
    solid("body", (x, y) => ring(x, y, 0.5, 0.08, 0.32, 0.095)),
    solid("body", body),
    mark(
      "accent",
      (x, y) => Math.max(box(x, y, 0, 0.3, 2, band), body(x, y) + 0.03),
    ),
    mark("light", (x, y) => ellipse(x, y, -0.1, -0.43, 0.66, 0.25), 0.85),
    mark("dark", (x, y) => ellipse(x, y, -0.1, -0.41, 0.54, 0.17)),
    mark("accent", (x, y) => ellipse(x, y, -0.1, -0.37, 0.47, 0.12), 0.6),
  ]);
}

/** An old door key: a bow with a hole, a collar, a shaft and its bit. */
export function key(random: Random): Drawing {
  const hole = random.between(0.24, 0.3);
  const long = random.between(0.28, 0.36);
  const short = random.between(0.18, 0.26);
  return named(["shaft", "long bit", "short bit", "bow", "collar", "bow"], [
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
  ]);
}

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
  return named(["rays", "inlay", "glint"], [
    solid("body", (x, y) => polygon(x, y, outer, 0.09)),
    mark("accent", (x, y) => polygon(x, y, inner, 0.06), 0.8),
    mark("light", (x, y) => ellipse(x, y, -0.02, -0.68, 0.05, 0.1), 0.5),
  ]);
}
