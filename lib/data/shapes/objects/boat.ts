import { box, capsule, polygon } from "../distance/mod.ts";
import { type Drawing, mark, solid } from "../drawing.ts";
import type { Random } from "../../../random/mod.ts";

/** A sailing boat: hull with a stripe, mast, two sails and a pennant. */
export function boat(random: Random): Drawing {
  const mast = random.between(-0.12, 0.02);
  const bow = random.between(0.84, 0.95);
  const hull = [-0.82, 0.44, bow, 0.44, 0.5, 0.84, -0.56, 0.84];
  const mainsail = [mast + 0.12, -0.72, mast + 0.12, 0.24, 0.8, 0.24];
  const jib = [mast - 0.12, -0.5, mast - 0.12, 0.24, -0.66, 0.24];
  const pennant = [mast, -0.98, mast, -0.8, mast - 0.34, -0.89];
  const hullDistance = (x: number, y: number) => polygon(x, y, hull, 0.06);
  return [
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
  ];
}
