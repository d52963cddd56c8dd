import { assert, assertEquals } from "@std/assert";
import { Random } from "../../lib/random/mod.ts";
import { augment } from "../../lib/training/augment.ts";

const SHAPE = [3, 4, 2] as const;
const IMAGE = Float32Array.from({ length: 24 }, (_, i) => i + 1);

/** The image moved by hand. */
function moved(flip: boolean, down: number, right: number): number[] {
  const result = new Array<number>(24).fill(0);
  for (let y = 0; y < 3; y++) {
    for (let x = 0; x < 4; x++) {
      const source = flip ? 3 - x : x;
      const [row, column] = [y + down, x + right];
      if (row < 0 || row > 2 || column < 0 || column > 3) continue;
      for (let c = 0; c < 2; c++) {
        result[(row * 4 + column) * 2 + c] = IMAGE[(y * 4 + source) * 2 + c]!;
      }
    }
  }
  return result;
}

function augmented(
  options: { readonly flip?: boolean; readonly crop?: number },
  count: number,
): Set<string> {
  const batch = new Float32Array(24 * count);
  for (let i = 0; i < count; i++) batch.set(IMAGE, 24 * i);
  const before = batch.slice();
  const moved = augment(batch, SHAPE, options, new Random(1, 2, 3));
  assertEquals(batch, before);
  return new Set(
    Array.from(
      { length: count },
      (_, i) => moved.subarray(24 * i, 24 * (i + 1)).join(),
    ),
  );
}

Deno.test("augment() mirrors and shifts every way, and no other", () => {
  for (const flip of [false, true]) {
    for (const crop of [0, 1, 2]) {
      const ways = new Set<string>();
      for (let down = -crop; down <= crop; down++) {
        for (let right = -crop; right <= crop; right++) {
          ways.add(moved(false, down, right).join());
          if (flip) ways.add(moved(true, down, right).join());
        }
      }
      // Of 50 ways at most, 2000 draws miss one with a chance of 1e-16.
      assertEquals(
        [...augmented({ flip, crop }, 2000)].sort(),
        [...ways].sort(),
      );
    }
  }
});

Deno.test("augment() gives each image numbers of its own", () => {
  assert(augmented({ flip: true, crop: 2 }, 20).size > 5);
});
