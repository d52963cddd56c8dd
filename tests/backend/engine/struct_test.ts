import { assertEquals } from "@std/assert";
import { struct } from "../../../lib/backend/engine/struct.ts";

Deno.test("a record is packed field by field, in the order of its declaration", () => {
  const record = struct({
    at: "address",
    count: "i32",
    share: "f32",
    on: "i32",
  });
  assertEquals(record.bytes, 16);
  const packed = record.pack({
    on: true,
    share: -0.75,
    count: -3,
    at: 2 ** 31 + 64,
  });
  const words = new DataView(new Int32Array(packed).buffer);
  assertEquals(words.getUint32(0, true), 2 ** 31 + 64);
  assertEquals(words.getInt32(4, true), -3);
  assertEquals(words.getFloat32(8, true), -0.75);
  assertEquals(words.getInt32(12, true), 1);
});

Deno.test("floats keep their bits, those that are no number too", () => {
  const record = struct({ value: "f32" });
  for (const value of [0, -0, Infinity, -Infinity, NaN, 1e-45, 0.1]) {
    const bits = new Int32Array(record.pack({ value }));
    assertEquals(new Float32Array(bits.buffer)[0], Math.fround(value));
  }
});
