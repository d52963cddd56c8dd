import { box, disc, ellipse, smoothUnion } from "../distance/mod.ts";
import { type Drawing, mark, solid } from "../drawing.ts";
import type { Random } from "../../../random/mod.ts";

/** A toadstool: a spotted cap over a pale stem. */
export function mushroom(random: Random): Drawing {
  const stem = random.between(0.2, 0.28);
  const cap = random.between(0.74, 0.86);
  const dome = (x: number, y: number) =>
    smoothUnion(
      Math.max(ellipse(x, y, 0, 0.06, cap, 0.88), y - 0.02),
      box(x, y, 0, 0.0, cap + 0.04, 0.1, 0.1),
      0.1,
    );
  const spots: readonly (readonly [number, number, number])[] = [
    [random.between(-0.18, 0.02), random.between(-0.6, -0.48), 0.16],
    [random.between(0.34, 0.44), random.between(-0.34, -0.22), 0.13],
    [random.between(-0.56, -0.44), random.between(-0.26, -0.14), 0.12],
    [random.between(-0.1, 0.06), random.between(-0.16, -0.08), 0.09],
    [cap - 0.08, -0.06, 0.1],
  ];
  return [
    solid("light", (x, y) =>
      smoothUnion(
        box(x, y, 0, 0.42, stem, 0.46, 0.1),
        ellipse(x, y, 0, 0.76, stem + 0.11, 0.19),
        0.2,
      )),
    mark("dark", (x, y) => ellipse(x, y, 0, 0.1, stem + 0.16, 0.15), 0.4),
    solid("body", dome),
    mark("light", (x, y) => {
      let nearest = Infinity;
      for (const [sx, sy, r] of spots) {
        nearest = Math.min(nearest, disc(x, y, sx, sy, r));
      }
      return Math.max(nearest, dome(x, y) + 0.04);
    }),
  ];
}
