import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { colorAt } from "../../lib/display/color/color_ramp.ts";
import type { Rgba } from "../../lib/display/color/color_ramp.ts";

const PLACES = Array.from({ length: 101 }, (_, i) => i / 100);

/** CIE lightness, 0 for black to 100 for white. */
function lightness([red, green, blue]: Rgba): number {
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return y <= 216 / 24389 ? y * 24389 / 27 : 116 * Math.cbrt(y) - 16;
}

Deno.test("the unsigned ramp gets lighter evenly", () => {
  const values = PLACES.map((t) => lightness(colorAt("unsigned", t)));
  values.forEach((value, i) => {
    assert(i === 0 || value >= values[i - 1]! - 0.2);
    // Even in a newer measure of lightness than this one.
    assertAlmostEquals(value, i, 8);
  });
});

Deno.test("the signed ramp is lightest in the middle, blue below, red above", () => {
  const middle = colorAt("signed", 0.5);
  assert(
    Math.max(...PLACES.map((t) => lightness(colorAt("signed", t)))) <=
      lightness(middle) + 0.5,
  );
  for (const t of [0, 0.1, 0.2, 0.3]) {
    const [belowRed, , belowBlue] = colorAt("signed", t);
    const [aboveRed, , aboveBlue] = colorAt("signed", 1 - t);
    assert(belowBlue > belowRed && aboveRed > aboveBlue);
  }
});

Deno.test("ramps over images have the hues of those alone, and let small values through", () => {
  for (
    const [alone, over, zero] of [
      ["unsigned", "unsignedOver", 0],
      ["signed", "signedOver", 0.5],
    ] as const
  ) {
    assertEquals(colorAt(over, zero)[3], 0);
    assertEquals(colorAt(over, 1)[3], 1);
    let last = 0;
    for (const t of PLACES.filter((t) => t >= zero)) {
      const color = colorAt(over, t);
      assertEquals(color.slice(0, 3), colorAt(alone, t).slice(0, 3));
      assert(color[3] >= last);
      last = color[3];
    }
  }
});

Deno.test("places beyond the ends have the colors of the ends", () => {
  assertEquals(colorAt("unsigned", -1), colorAt("unsigned", 0));
  assertEquals(colorAt("signed", 7), colorAt("signed", 1));
});
