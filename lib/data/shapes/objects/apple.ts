import { capsule, disc, ellipse, lens, smoothUnion } from "../distance/mod.ts";
import { type Drawing, mark, solid } from "../drawing.ts";
import type { Random } from "../../../random/mod.ts";

/** An apple: two cheeks, a bent stalk and one leaf. */
export function apple(random: Random): Drawing {
  const cheek = random.between(0.25, 0.31);
  const stalk = random.between(-0.02, 0.14);
  const body = (x: number, y: number) =>
    smoothUnion(
      disc(Math.abs(x), y, cheek, 0.16, 0.55),
      disc(Math.abs(x), y, 0.19, 0.42, 0.49),
      0.25,
    );
  return [
    solid("dark", (x, y) => capsule(x, y, 0, -0.25, stalk, -0.84, 0.06, 0.08)),
    solid("body", body),
    mark("dark", (x, y) => ellipse(x, y, 0, -0.3, 0.19, 0.075), 0.45),
    mark("dark", (x, y) => capsule(x, y, 0, -0.28, stalk / 2, -0.6, 0.06)),
    // A leaf lying to the right of the stalk.
    solid("accent", (x, y) => {
      const along = (x - 0.44) * 0.88 - (y + 0.66) * 0.47;
      const across = (x - 0.44) * 0.47 + (y + 0.66) * 0.88;
      return lens(across, along, 0.16, 0.4);
    }),
    mark("light", (x, y) => ellipse(x, y, -0.42, -0.02, 0.12, 0.19), 0.65),
  ];
}
