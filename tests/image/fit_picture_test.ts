import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fitPicture } from "../../lib/image/fit_picture.ts";
import type { Picture } from "../../lib/image/picture.ts";
import { pattern } from "./pattern.ts";
import pillow from "./pillow.json" with { type: "json" };

function picture(height: number, width: number): Picture {
  return { data: pattern(height, width), height, width, channels: 3 };
}

for (const { size, crop, resize, rgb } of pillow.fitted) {
  Deno.test(`fitPicture() equals Pillow to the byte, ${size} to ${resize}, crop ${crop}`, () => {
    const fitted = fitPicture(
      picture(size[0]!, size[1]!),
      [crop[0]!, crop[1]!],
      resize,
    );
    assertEquals([fitted.height, fitted.width], crop);
    assertEquals(new Uint8Array(fitted.data), Uint8Array.fromBase64(rgb));
  });
}

Deno.test("fitPicture() leaves a picture of the right size as it is", () => {
  const whole = picture(9, 14);
  assertEquals(fitPicture(whole, [9, 14]).data, whole.data);
  assertEquals(fitPicture(whole, [null, null]).data, whole.data);
  assertEquals(fitPicture(whole, [null, null], 5).data, whole.data);
});

Deno.test("fitPicture() does not change the picture", () => {
  const whole = picture(9, 14);
  fitPicture(whole, [4, 20], 6);
  assertEquals(whole.data, pattern(9, 14));
});

Deno.test("fitPicture() only crops where resize is the shorter side already", () => {
  const whole = picture(10, 15);
  const { data } = fitPicture(whole, [6, 5], 10);
  for (let y = 0; y < 6; y++) {
    const start = ((y + 2) * 15 + 5) * 3;
    assertEquals(
      data.slice(y * 15, (y + 1) * 15),
      whole.data.slice(start, start + 15),
    );
  }
});

Deno.test("fitPicture() keeps a constant constant and black around it", () => {
  fc.assert(fc.property(
    fc.record({
      height: fc.integer({ min: 1, max: 40 }),
      width: fc.integer({ min: 1, max: 40 }),
      crop: fc.tuple(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
      ),
      resize: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
      value: fc.integer({ min: 1, max: 255 }),
    }),
    ({ height, width, crop, resize, value }) => {
      const data = new Uint8Array(height * width).fill(value);
      const fitted = fitPicture(
        { data, height, width, channels: 1 },
        crop,
        resize,
      );
      const short = Math.min(height, width);
      const seen = (side: number, i: number) =>
        resize === undefined
          ? crop[i]!
          : Math.min(crop[i]!, Math.floor(resize * side / short));
      const kept = seen(height, 0) * seen(width, 1);
      assertEquals(fitted.data.length, crop[0] * crop[1]);
      assertEquals(fitted.data.filter((pixel) => pixel === value).length, kept);
      assertEquals(
        fitted.data.filter((pixel) => pixel === 0).length,
        crop[0] * crop[1] - kept,
      );
    },
  ));
});

Deno.test("fitPicture() treats the channels alike", () => {
  const whole = picture(21, 34);
  const swapped = {
    ...whole,
    data: whole.data.map((_, i, d) => d[i - i % 3 + 2 - i % 3]!),
  };
  const fitted = fitPicture(whole, [8, 9], 11).data;
  assertEquals(
    fitPicture(swapped, [8, 9], 11).data,
    fitted.map((_, i, d) => d[i - i % 3 + 2 - i % 3]!),
  );
});
