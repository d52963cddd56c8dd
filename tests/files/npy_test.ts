import { assertEquals, assertThrows } from "@std/assert";
import { decodeNpy, encodeNpy } from "../../lib/files/mod.ts";
import { crc32 } from "../../lib/files/crc32.ts";

const array = { values: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] };

/** What a file says instead of `from`. */
function changed(from: string, to: string): Uint8Array {
  const bytes = encodeNpy(array);
  const text = String.fromCharCode(...bytes);
  return Uint8Array.from(
    text.replace(from, to.padEnd(from.length)),
    (char) => char.charCodeAt(0),
  );
}

Deno.test("an .npy file begins as NumPy enhancement proposal 1 says", () => {
  const bytes = encodeNpy(array);
  assertEquals(bytes.length, 128 + 24);
  assertEquals(
    new TextDecoder().decode(bytes.subarray(10, 128)).trimEnd(),
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3,), }",
  );
  assertEquals([...bytes.subarray(6, 10)], [1, 0, 118, 0]);
  assertEquals(bytes[127], 10);
  assertEquals(decodeNpy(bytes), array);
});

Deno.test("a file that is none, or of a type that is not read, is refused", () => {
  const bytes = encodeNpy(array);
  for (
    const [file, message] of [
      [new Uint8Array(), "must begin as an .npy file"],
      [bytes.slice(0, 8), "must be whole"],
      [bytes.slice(0, 100), "must be whole"],
      [bytes.slice(0, -1), "it must have 24 bytes of numbers"],
      [
        changed("<f4", ">f4"),
        "its type must be one of <f4, <f8, <i4, |u1: it is >f4",
      ],
      [changed("<f4", "|O"), "its type must be one of"],
      [changed("False", "True"), "its order must be that of rows"],
      [changed("(2, 3,)", "(9, 3,)"), "it must have 108 bytes of numbers"],
      [changed("shape", "shaqe"), "its header must say type, order and shape"],
    ] as const
  ) assertThrows(() => decodeNpy(file), Error, message);
  assertThrows(
    () => encodeNpy({ ...array, shape: [7] }),
    TypeError,
    "its shape [7] must be that of 6 values",
  );
});

Deno.test("crc32() is ISO 3309's of the nine digits", () => {
  assertEquals(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  assertEquals(crc32(new Uint8Array()), 0);
});
