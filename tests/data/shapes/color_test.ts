import { assert, assertAlmostEquals } from "@std/assert";
import { color, mixColors } from "../../../lib/data/shapes/color.ts";

Deno.test("color: no chroma gives the grays of OKLCH", () => {
  for (let lightness = 0; lightness <= 1; lightness += 0.05) {
    // A gray's light is the cube of its lightness; sRGB's curve follows.
    const light = lightness ** 3;
    const signal = light <= 0.0031308
      ? 12.92 * light
      : 1.055 * light ** (1 / 2.4) - 0.055;
    // The curve by roots is off by 3 near black, by less than 1 elsewhere.
    const tolerance = lightness < 0.3 ? 4 : 1;
    for (const channel of color(lightness, 0, 0.3)) {
      assertAlmostEquals(channel, 255 * signal, tolerance);
    }
  }
});

Deno.test("color: hue tells red, green and blue", () => {
  const [red, green, blue] = [0.08, 0.4, 0.73].map((h) => color(0.6, 0.15, h));
  assert(red![0] > red![1] && red![0] > red![2]);
  assert(green![1] > green![0] && green![1] > green![2]);
  assert(blue![2] > blue![0] && blue![2] > blue![1]);
});

Deno.test("mixColors: ends and middle", () => {
  const from = [0, 100, 200] as const;
  const to = [50, 50, 50] as const;
  assert(mixColors(from, to, 0).every((v, c) => v === from[c]));
  assert(mixColors(from, to, 1).every((v, c) => v === to[c]));
  assert(mixColors(from, to, 0.5).every((v, c) => v === [25, 75, 125][c]));
});
