import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  centerWindow,
  type FitOptions,
  fitPicture,
  resizedSize,
} from "../../lib/image/fit_picture.ts";
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
      { resize },
    );
    assertEquals([fitted.height, fitted.width], crop);
    assertEquals(new Uint8Array(fitted.data), Uint8Array.fromBase64(rgb));
  });
}

Deno.test("fitPicture() leaves a picture of the right size as it is", () => {
  const whole = picture(9, 14);
  assertEquals(fitPicture(whole, [9, 14]).data, whole.data);
  assertEquals(fitPicture(whole, [null, null]).data, whole.data);
  assertEquals(fitPicture(whole, [null, null], { resize: 5 }).data, whole.data);
});

Deno.test("fitPicture() does not change the picture", () => {
  const whole = picture(9, 14);
  fitPicture(whole, [4, 20], { resize: 6 });
  assertEquals(whole.data, pattern(9, 14));
});

Deno.test("fitPicture() only crops where resize is the shorter side already", () => {
  const whole = picture(10, 15);
  const { data } = fitPicture(whole, [6, 5], { resize: 10 });
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
        { resize },
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
  const fitted = fitPicture(whole, [8, 9], { resize: 11 }).data;
  assertEquals(
    fitPicture(swapped, [8, 9], { resize: 11 }).data,
    fitted.map((_, i, d) => d[i - i % 3 + 2 - i % 3]!),
  );
});

for (const { size, crop, rgb, ...options } of pillow.shaped) {
  const { fit, interpolation, resize } = options;
  Deno.test(`fitPicture() equals Pillow to the byte, ${interpolation} ${fit} of ${size} to ${resize}, crop ${crop}`, () => {
    const fitted = fitPicture(
      picture(size[0]!, size[1]!),
      [crop[0]!, crop[1]!],
      options as FitOptions,
    );
    assertEquals([fitted.height, fitted.width], crop);
    assertEquals(new Uint8Array(fitted.data), Uint8Array.fromBase64(rgb));
  });
}

Deno.test("fitPicture() stretches what a crop would cut", () => {
  const data = Uint8Array.of(0, 50, 100, 150, 200, 250);
  const row = { data, height: 1, width: 6, channels: 1 } as const;
  assertEquals([...fitPicture(row, [1, 2]).data], [100, 150]);
  assertEquals([...fitPicture(row, [1, 6], { fit: "stretch" }).data], [
    ...data,
  ]);
  const { data: narrow } = fitPicture(row, [1, 2], { fit: "stretch" });
  assert(narrow[0]! < 100 && narrow[1]! > 150);
});

const side = fc.integer({ min: 1, max: 3000 });

Deno.test("resizedSize() is torchvision's Resize(length)", () => {
  fc.assert(fc.property(side, side, side, (height, width, length) => {
    const long = Math.trunc(
      length * Math.max(height, width) / Math.min(height, width),
    );
    assertEquals(
      resizedSize([height, width], [5, 5], { resize: length }),
      width <= height ? [long, length] : [length, long],
    );
  }));
});

Deno.test("resizedSize() for a square crop is Resize(side) by default", () => {
  fc.assert(fc.property(side, side, side, (height, width, length) => {
    assertEquals(
      resizedSize([height, width], [length, length]),
      resizedSize([height, width], [length, length], { resize: length }),
    );
  }));
});

Deno.test("resizedSize() covers the crop, and one side only just", () => {
  fc.assert(
    fc.property(
      side,
      side,
      side,
      side,
      (height, width, cropHeight, cropWidth) => {
        const [newHeight, newWidth] = resizedSize([height, width], [
          cropHeight,
          cropWidth,
        ]);
        assert(newHeight >= cropHeight && newWidth >= cropWidth);
        assert(newHeight === cropHeight || newWidth === cropWidth);
      },
    ),
  );
});

Deno.test("resizedSize() keeps the size of a picture for a crop that is open", () => {
  assertEquals(resizedSize([30, 50], [null, null]), [30, 50]);
  assertEquals(resizedSize([30, 50], [null, null], { resize: 10 }), [30, 50]);
  assertEquals(resizedSize([30, 50], [15, null]), [15, 25]);
  assertEquals(resizedSize([30, 50], [null, 25]), [15, 25]);
  assertEquals(resizedSize([1, 1000], [null, 10]), [1, 10]);
});

Deno.test("resizedSize() of a stretched picture has the crop's shape", () => {
  const fit = "stretch";
  assertEquals(resizedSize([30, 50], [8, 9], { fit }), [8, 9]);
  assertEquals(resizedSize([30, 50], [8, 8], { fit, resize: 10 }), [10, 10]);
  assertEquals(resizedSize([30, 50], [8, 16], { fit, resize: 10 }), [10, 20]);
  // An open side has no shape to take.
  assertEquals(resizedSize([30, 50], [15, null], { fit }), [15, 25]);
  assertEquals(resizedSize([30, 50], [null, null], { fit }), [30, 50]);
});

Deno.test("centerWindow() rounds half offsets to even, as Python, or down", () => {
  const starts = [1, 3, 5, 7, 9].map((odd) => centerWindow(10 + odd, 10).start);
  assertEquals(starts, [0, 2, 2, 4, 4]);
  const down = [1, 3, 4].map((margin) =>
    centerWindow(10 + margin, 10, "floor").start
  );
  assertEquals(down, [0, 1, 2]);
});

Deno.test("centerWindow() sets a short axis in the middle, the odd zero behind", () => {
  assertEquals(centerWindow(5, 8), { start: 0, count: 5, before: 1 });
  assertEquals(centerWindow(5, null), { start: 0, count: 5, before: 0 });
});

Deno.test("centerWindow() lies within the axis and leaves equal margins", () => {
  const side = fc.integer({ min: 1, max: 5000 });
  fc.assert(fc.property(side, side, (length, crop) => {
    const { start, count, before } = centerWindow(length, crop);
    assertEquals(count, Math.min(length, crop));
    assert(start >= 0 && start + count <= length);
    assert(Math.abs(start - (length - start - count)) <= 1);
    assert(Math.abs(before - (crop - before - count)) <= 1);
  }));
});
