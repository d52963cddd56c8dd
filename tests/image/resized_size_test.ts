import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { resizedSize } from "../../lib/image/resized_size.ts";

const side = fc.integer({ min: 1, max: 3000 });

Deno.test("resizedSize() is torchvision's Resize(length)", () => {
  fc.assert(fc.property(side, side, side, (height, width, length) => {
    const long = Math.trunc(
      length * Math.max(height, width) / Math.min(height, width),
    );
    assertEquals(
      resizedSize([height, width], [5, 5], length),
      width <= height ? [long, length] : [length, long],
    );
  }));
});

Deno.test("resizedSize() for a square crop is Resize(side) by default", () => {
  fc.assert(fc.property(side, side, side, (height, width, length) => {
    assertEquals(
      resizedSize([height, width], [length, length]),
      resizedSize([height, width], [length, length], length),
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
  assertEquals(resizedSize([30, 50], [null, null], 10), [30, 50]);
  assertEquals(resizedSize([30, 50], [15, null]), [15, 25]);
  assertEquals(resizedSize([30, 50], [null, 25]), [15, 25]);
  assertEquals(resizedSize([1, 1000], [null, 10]), [1, 10]);
});
