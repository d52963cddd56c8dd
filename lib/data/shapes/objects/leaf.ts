import { capsule, lens, smoothUnion } from "../distance/mod.ts";
import { type Drawing, mark, solid } from "../drawing.ts";
import type { Random } from "../../../random/mod.ts";

/** A leaf: pointed blade, one half in shade, midrib, veins and stalk. */
export function leaf(random: Random): Drawing {
  const width = random.between(0.42, 0.56);
  const slope = random.between(0.4, 0.7);
  const blade = (x: number, y: number) =>
    smoothUnion(
      lens(x, y + 0.14, width, 0.82),
      lens(x, y - 0.1, width * 0.98, 0.56),
      0.2,
    );
  // Veins leave the midrib upwards at regular steps.
  const veins = (x: number, y: number) => {
    const height = y + slope * Math.abs(x);
    const step = Math.round((height - 0.1) / 0.27);
    const clamped = Math.min(Math.max(step, -2), 1);
    const across = Math.abs(height - 0.1 - clamped * 0.27) / (1 + 0.5 * slope);
    return Math.max(across - 0.022, blade(x, y) + 0.09);
  };
  return [
    solid("dark", (x, y) => capsule(x, y, 0, 0.5, 0.08, 0.93, 0.055, 0.065)),
    solid("body", blade),
    mark("dark", (x, y) => Math.max(blade(x, y), -x), 0.28),
    mark("light", veins, 0.75),
    mark(
      "light",
      (x, y) => capsule(x, y, 0, -0.72, 0, 0.62, 0.018, 0.045),
      0.9,
    ),
  ];
}
