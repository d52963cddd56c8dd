/** Maps averaged over squares. */
import { assertEquals, assertThrows } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import { inSquares } from "../../../lib/evaluation/mod.ts";
import {
  decodingNetwork,
  handMade,
  ones,
} from "../perturbation/decoding_network.ts";

await startBackend("cpu");

/** 0…15 row by row, and of the second image as much below 0. */
const positions = handMade((image, pixel) => image === 0 ? pixel : -pixel);

async function valuesIn(side: number): Promise<readonly number[]> {
  const map = await inSquares(positions, side)(decodingNetwork(), ones(2));
  return Array.from(map.values);
}

const both = (values: readonly number[]) => [
  ...values,
  ...values.map((value) => value === 0 ? 0 : -value),
];

Deno.test("every pixel has the mean of its square, which ends where the image does", async () => {
  assertEquals(
    await valuesIn(2),
    // deno-fmt-ignore
    both([
      2.5, 2.5, 4.5, 4.5,
      2.5, 2.5, 4.5, 4.5,
      10.5, 10.5, 12.5, 12.5,
      10.5, 10.5, 12.5, 12.5,
    ]),
  );
  assertEquals(
    await valuesIn(3),
    // deno-fmt-ignore
    both([
      5, 5, 5, 7,
      5, 5, 5, 7,
      5, 5, 5, 7,
      13, 13, 13, 15,
    ]),
  );
});

Deno.test("squares of one pixel leave the map as it is, those of the image its mean", async () => {
  const values = Array.from({ length: 16 }, (_, i) => i);
  assertEquals(await valuesIn(1), both(values));
  for (const side of [4, 100]) {
    assertEquals(await valuesIn(side), both(Array(16).fill(7.5)));
  }
});

Deno.test("the map says that it is in squares of which method, and a side of half a pixel is refused", async () => {
  const { method, settings, signed } = await inSquares(positions, 2)(
    decodingNetwork(),
    ones(1),
  );
  assertEquals(method, "hand-made, in squares");
  assertEquals(settings, { of: { seed: 0 }, side: 2 });
  assertEquals(signed, true);
  assertThrows(
    () => inSquares(positions, 0.5),
    RangeError,
    "side must be a positive integer",
  );
});
