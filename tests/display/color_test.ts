import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  barBackground,
  colorAt,
  cssColor,
  parseColor,
} from "../../lib/display/color/color_ramp.ts";
import {
  CONTROL_COLORS,
  CURVE_COLORS,
  PALETTE,
} from "../../lib/display/color/palette.ts";
import type { Rgba } from "../../lib/display/color/color_ramp.ts";

const PLACES = Array.from({ length: 101 }, (_, i) => i / 100);

function linearRgb([red, green, blue]: Rgba): number[] {
  return [red, green, blue].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
}

/** CIE lightness, 0 for black to 100 for white. */
function lightness(color: Rgba): number {
  const [r = 0, g = 0, b = 0] = linearRgb(color);
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

/** The coordinates of a color in CIELAB, from linear red, green and blue. */
function lab([r = 0, g = 0, b = 0]: readonly number[]): number[] {
  const [x, y, z] = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
  ].map((t) => t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  return [116 * y! - 16, 500 * (x! - y!), 200 * (y! - z!)];
}

/**
 * What linear red, green and blue are to those who lack a kind of cone, at full
 * severity: Machado, Oliveira & Fernandes 2009, table 1.
 */
const VISION: Readonly<Record<string, readonly number[][]>> = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** A color in CIELAB as a reader sees it. */
function seen(color: string, vision: string): number[] {
  const linear = linearRgb(parseColor(color));
  return lab(
    VISION[vision]!.map((row) =>
      Math.min(
        1,
        Math.max(0, row.reduce((sum, m, i) => sum + m * linear[i]!, 0)),
      )
    ),
  );
}

function apart(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, i) => value - b[i]!));
}

for (const vision of Object.keys(VISION)) {
  Deno.test(`the colors of curves and controls are far apart: ${vision}`, () => {
    const all = [...CURVE_COLORS, ...CONTROL_COLORS];
    all.forEach((color, i) => {
      for (const other of all.slice(i + 1)) {
        const distance = apart(seen(color, vision), seen(other, vision));
        assert(distance > 13, `${color} and ${other}: ${distance}`);
      }
    });
  });

  Deno.test(`red and blue of signed maps and bars are far apart: ${vision}`, () => {
    const pairs = [
      [PALETTE.positive, PALETTE.negative],
      [cssColor(colorAt("signed", 0.85)), cssColor(colorAt("signed", 0.15))],
      [PALETTE.positive, PALETTE.control],
      [PALETTE.negative, PALETTE.control],
    ] as const;
    for (const [one, other] of pairs) {
      const distance = apart(seen(one, vision), seen(other, vision));
      assert(distance > 20, `${one} and ${other}: ${distance}`);
    }
  });
}

Deno.test("controls are gray, and no curve is", () => {
  const chroma = (color: string) => {
    const [, a, b] = lab(linearRgb(parseColor(color)));
    return Math.hypot(a!, b!);
  };
  for (const color of CONTROL_COLORS) assert(chroma(color) < 15, color);
  for (const color of CURVE_COLORS) assert(chroma(color) > 25, color);
});
