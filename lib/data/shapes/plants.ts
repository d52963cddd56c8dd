import { box, capsule, disc, ellipse, lens, smoothUnion } from "./distance.ts";
import { type Drawing, mark, named, solid } from "./drawing.ts";
import type { Random } from "../../random/mod.ts";

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
  return named(["stalk", "body", "body", "stalk", "leaf", "body"], [
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
  ]);
}

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
  return named(["stalk", "blade", "blade", "veins", "midrib"], [
    solid("dark", (x, y) => capsule(x, y, 0, 0.5, 0.08, 0.93, 0.055, 0.065)),
    solid("body", blade),
    mark("dark", (x, y) => Math.max(blade(x, y), -x), 0.28),
    mark("light", veins, 0.75),
    mark(
      "light",
      (x, y) => capsule(x, y, 0, -0.72, 0, 0.62, 0.018, 0.045),
      0.9,
    ),
  ]);
}

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
  return named(["stem", "stem", "cap", "spots"], [
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
  ]);
}
