import { assert, assertEquals } from "@std/assert";
import { cmykToRgb, toGray, toRgb } from "../../lib/image/picture.ts";
import { pattern } from "./pattern.ts";
import pillow from "./pillow.json" with { type: "json" };

const color = {
  data: pattern(16, 16),
  height: 16,
  width: 16,
  channels: 3,
} as const;

Deno.test("toGray() equals Pillow's mode L to the byte", () => {
  assertEquals(toGray(color).data, Uint8Array.fromBase64(pillow.gray.pixels));
});

Deno.test("toGray() is luma .299 .587 .114 and undoes toRgb()", () => {
  const gray = toGray(color);
  gray.data.forEach((value, i) => {
    const [r, g, b] = color.data.slice(3 * i, 3 * i + 3);
    assert(Math.abs(value - (0.299 * r! + 0.587 * g! + 0.114 * b!)) < 0.51);
  });
  assertEquals(toGray(toRgb(gray)), gray);
});

Deno.test("toRgb() and toGray() return what fits already", () => {
  assert(toRgb(color) === color);
  const gray = toGray(color);
  assert(toGray(gray) === gray);
});

Deno.test("cmykToRgb() equals Pillow's convert to the byte", () => {
  assertEquals(
    cmykToRgb(pattern(16, 16, 4)),
    Uint8Array.fromBase64(pillow.cmyk.pixels),
  );
});
