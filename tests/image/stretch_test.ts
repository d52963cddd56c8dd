import { assertEquals } from "@std/assert";
import { stretch } from "../../lib/image/stretch.ts";

Deno.test("stretch() takes each image's own minimum and maximum, over its channels", () => {
  assertEquals([...stretch(Float32Array.of(0, 1, 2, 10, 30, 20), 2, 3)], [
    0,
    128,
    255,
    0,
    255,
    128,
  ]);
});

Deno.test("stretch() makes a constant image gray", () => {
  assertEquals([...stretch(Float32Array.of(5, 5, 5), 1, 1)], [128, 128, 128]);
});

Deno.test("stretch() averages channels that are not colours", () => {
  assertEquals([...stretch(Float32Array.of(0, 2, 4, 6), 1, 2)], [0, 255]);
});
