import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  barBackground,
  colorAt,
  parseColor,
} from "../../lib/display/color/color_ramp.ts";
import {
  CONTROL_COLORS,
  CURVE_COLORS,
} from "../../lib/display/color/palette.ts";
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

Deno.test("every ramp of unsigned numbers gets lighter evenly", () => {
  for (const ramp of ["inferno", "viridis", "cividis", "gray"] as const) {
    const values = PLACES.map((t) => lightness(colorAt(ramp, t)));
    const [first, last] = [values[0]!, values.at(-1)!];
    assert(last - first > 70, ramp);
    values.forEach((value, i) => {
      assert(i === 0 || value >= values[i - 1]! - 0.3, ramp);
      // Even in a newer measure of lightness than this one.
      assertAlmostEquals(value, first + (last - first) * i / 100, 8);
    });
  }
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
    const [ramp, zero] of [["inferno", 0], ["gray", 0], [
      "signed",
      0.5,
    ]] as const
  ) {
    assertEquals(colorAt(ramp, zero, true)[3], 0);
    assertEquals(colorAt(ramp, 1, true)[3], 1);
    let last = 0;
    for (const t of PLACES.filter((t) => t >= zero)) {
      const color = colorAt(ramp, t, true);
      assertEquals(color.slice(0, 3), colorAt(ramp, t).slice(0, 3));
      assert(color[3] >= last);
      last = color[3];
    }
  }
});

Deno.test("the bar of grays over images goes from dark to light, on white paper too", () => {
  const behind = parseColor(barBackground("gray", true) ?? "#ffffff")[0];
  const seen = PLACES.map((t) => colorAt("gray", t, true))
    .map(([gray, , , opacity]) => opacity * gray + (1 - opacity) * behind);
  assertEquals(seen, seen.toSorted((a, b) => a - b));
  assertEquals([seen[0], seen.at(-1)], [0, 255]);
  assertEquals(barBackground("gray", false), undefined);
  assertEquals(barBackground("inferno", true), undefined);
});

Deno.test("places beyond the ends have the colors of the ends", () => {
  assertEquals(colorAt("inferno", -1), colorAt("inferno", 0));
  assertEquals(colorAt("signed", 7), colorAt("signed", 1));
});

/** How far apart two colors are for a reader, in CIELAB. */
function distance(a: string, b: string): number {
  const [one, two] = [a, b].map((color) => lab(parseColor(color)));
  return Math.hypot(...one!.map((value, i) => value - two![i]!));
}

function lab([red, green, blue]: Rgba): number[] {
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const [x, y, z] = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
  ].map((t) => t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  return [116 * y! - 16, 500 * (x! - y!), 200 * (y! - z!)];
}

Deno.test("the colors of curves are far apart, and none is a control's", () => {
  const all = [...CURVE_COLORS, ...CONTROL_COLORS];
  all.forEach((color, i) => {
    for (const other of all.slice(i + 1)) {
      assert(distance(color, other) > 14, `${color} and ${other}`);
    }
  });
  for (const color of CONTROL_COLORS) {
    const [, a, b] = lab(parseColor(color));
    assert(Math.hypot(a!, b!) < 15, `${color} is no gray`);
  }
  for (const color of CURVE_COLORS) {
    const [, a, b] = lab(parseColor(color));
    assert(Math.hypot(a!, b!) > 25, `${color} is gray`);
  }
});
