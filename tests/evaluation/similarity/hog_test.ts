import { assertAlmostEquals, assertEquals } from "@std/assert";
import { hog } from "../../../lib/evaluation/similarity/hog.ts";
import { MAP_PAIRS } from "./map_pairs.ts";
import references from "./scipy_skimage.json" with { type: "json" };

Deno.test("hog() has the length and the sum of scikit-image's", () => {
  for (const [i, { name, a }] of MAP_PAIRS.entries()) {
    const [height, width] = a.shape;
    const cell = Math.max(
      1,
      Math.min(16, Math.floor(Math.min(height, width) / 4)),
    );
    const block = [height, width].map((side) =>
      Math.min(3, Math.floor(side / cell))
    );
    const greatest = Math.max(...Array.from(a.values, Math.abs)) || 1;
    const features = hog(
      Float64Array.from(a.values, (x) => x / greatest),
      a.shape,
      {
        orientations: 9,
        cell,
        block: [block[0]!, block[1]!],
      },
    );
    const expected = references.pairs[i]!;
    assertEquals(features.length, expected.hogLength, name);
    const sum = features.reduce((total, x) => total + x, 0);
    // scikit-image adds up a cell in single precision.
    assertAlmostEquals(sum, expected.hogSums[0]!, 1e-7 * sum, name);
  }
});

Deno.test("hog() of a ramp has one direction in every cell", () => {
  const values = Float64Array.from({ length: 256 }, (_, i) => i % 16);
  const features = hog(values, [16, 16], {
    orientations: 9,
    cell: 4,
    block: [1, 1],
  });
  for (let cell = 0; cell < 16; cell++) {
    const own = features.subarray(cell * 9, cell * 9 + 9);
    assertAlmostEquals(own[0]!, 1, 1e-6);
    assertEquals(own.subarray(1).every((x) => x === 0), true);
  }
});
