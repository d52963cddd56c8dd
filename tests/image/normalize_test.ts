import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  denormalize,
  normalize,
  stretchRange,
} from "../../lib/image/normalize.ts";

const number = fc.double({ min: -200, max: 200, noNaN: true });
const positive = fc.double({ min: 0.01, max: 100, noNaN: true });
const three = { minLength: 3, maxLength: 3 } as const;

Deno.test("denormalize() undoes normalize() for any numbers", () => {
  fc.assert(fc.property(
    fc.uint8Array({ minLength: 12, maxLength: 12 }),
    fc.record({
      scale: positive,
      mean: fc.array(number, three),
      std: fc.array(positive, three),
      channelOrder: fc.constantFrom("rgb", "bgr"),
    }),
    (pixels, preprocessing) => {
      const scale = preprocessing.scale;
      const values = normalize(pixels, preprocessing);
      assertEquals(
        new Uint8Array(denormalize(values, preprocessing)),
        pixels,
        `scale ${scale}`,
      );
    },
  ));
});

Deno.test("normalize() is the formula, in the network's order of colors", () => {
  const numbers = { scale: 2, mean: [1, 2, 3], std: [1, 2, 4] };
  const pixels = new Uint8Array([10, 20, 30]);
  assertEquals([...normalize(pixels, { ...numbers, channelOrder: "rgb" })], [
    19,
    19,
    14.25,
  ]);
  assertEquals([...normalize(pixels, { ...numbers, channelOrder: "bgr" })], [
    59,
    19,
    4.25,
  ]);
});

Deno.test("stretchRange() takes each image's own minimum and maximum, over its channels", () => {
  assertEquals([...stretchRange(Float32Array.of(0, 1, 2, 10, 30, 20), 2, 3)], [
    0,
    128,
    255,
    0,
    255,
    128,
  ]);
});

Deno.test("stretchRange() makes a constant image gray", () => {
  assertEquals([...stretchRange(Float32Array.of(5, 5, 5), 1, 1)], [
    128,
    128,
    128,
  ]);
});

Deno.test("stretchRange() averages channels that are not colors", () => {
  assertEquals([...stretchRange(Float32Array.of(0, 2, 4, 6), 1, 2)], [0, 255]);
});
