/** ROAD's linear system against a dense solve in float64. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { interpolate } from "../../../lib/evaluation/perturbation/interpolate.ts";
import { Random } from "../../../lib/random/mod.ts";

/** The weights of the eight neighbours, row by row. */
const WEIGHTS = [
  [-1, -1, 1 / 12],
  [-1, 0, 1 / 6],
  [-1, 1, 1 / 12],
  [0, -1, 1 / 6],
  [0, 1, 1 / 6],
  [1, -1, 1 / 12],
  [1, 0, 1 / 6],
  [1, 1, 1 / 12],
] as const;

/** Gauss's elimination with pivots. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column; row < size; row++) {
      if (
        Math.abs(matrix[row]![column]!) > Math.abs(matrix[pivot]![column]!)
      ) {
        pivot = row;
      }
    }
    [matrix[column], matrix[pivot]] = [matrix[pivot]!, matrix[column]!];
    [right[column], right[pivot]] = [right[pivot]!, right[column]!];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = matrix[row]![column]! / matrix[column]![column]!;
      if (factor === 0) continue;
      for (let k = column; k < size; k++) {
        matrix[row]![k]! -= factor * matrix[column]![k]!;
      }
      right[row]! -= factor * right[column]!;
    }
  }
  return right.map((value, i) => value / matrix[i]![i]!);
}

/** The same system, written as a matrix. */
function densely(
  image: Float32Array,
  removed: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
): Float64Array {
  const result = Float64Array.from(image);
  const unknown = [...removed.keys()].filter((i) => removed[i] === 1);
  const index = new Map(unknown.map((pixel, i) => [pixel, i]));
  for (let c = 0; c < channels; c++) {
    const right = unknown.map(() => 0);
    const matrix = unknown.map((pixel, i) => {
      const row = unknown.map(() => 0);
      const [y, x] = [Math.floor(pixel / width), pixel % width];
      for (const [dy, dx, weight] of WEIGHTS) {
        const [v, u] = [y + dy, x + dx];
        if (v < 0 || v >= height || u < 0 || u >= width) continue;
        row[i]! += weight;
        const other = v * width + u;
        if (index.has(other)) row[index.get(other)!]! -= weight;
        else right[i]! += weight * image[other * channels + c]!;
      }
      return row;
    });
    solve(matrix, right).forEach((value, i) =>
      result[unknown[i]! * channels + c] = value
    );
  }
  return result;
}

function randomImage(size: number, seed: number): Float32Array {
  const random = new Random(seed, 0, 0);
  return Float32Array.from({ length: size }, () => random.normal());
}

const MASKS: Readonly<Record<string, (y: number, x: number) => boolean>> = {
  "a single pixel": (y, x) => y === 4 && x === 5,
  "a corner": (y, x) => y === 0 && x === 0,
  "a square hole": (y, x) => y > 1 && y < 8 && x > 2 && x < 9,
  "the whole frame": (y, x) => y < 2 || y > 7 || x < 2 || x > 9,
  "a chessboard": (y, x) => (y + x) % 2 === 0,
  "every other row": (y) => y % 2 === 1,
  "all but a corner": (y, x) => y > 0 || x > 0,
  "all but the middle": (y, x) => y !== 5 || x !== 6,
};

for (const [name, isGone] of Object.entries(MASKS)) {
  Deno.test(`interpolate() solves the system of ${name} as a dense solve does`, () => {
    const shape = [10, 12, 3] as const;
    const image = randomImage(360, 1);
    const removed = Uint8Array.from(
      { length: 120 },
      (_, i) => isGone(Math.floor(i / 12), i % 12) ? 1 : 0,
    );
    const expected = densely(image, removed, shape);
    interpolate(image, removed, shape, [0, 0, 0]).forEach((value, i) =>
      assertAlmostEquals(value, expected[i]!, 1e-6)
    );
  });
}

Deno.test("interpolate() solves random systems of any size, finite for any mask", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 10 }),
      fc.nat(),
      (height, width, tenths, seed) => {
        const shape = [height, width, 1] as const;
        const random = new Random(seed, 0, 0);
        const image = randomImage(height * width, seed);
        const removed = Uint8Array.from(
          image,
          () => random.chance(tenths / 10) ? 1 : 0,
        );
        const result = interpolate(image, removed, shape, [0.5]);
        if (removed.every((gone) => gone === 1)) {
          assertEquals([...result], [...result].map(() => 0.5));
          return;
        }
        const expected = densely(image, removed, shape);
        result.forEach((value, i) =>
          assertAlmostEquals(value, expected[i]!, 1e-5)
        );
      },
    ),
    { numRuns: 200, seed: 1 },
  );
});

Deno.test("an interpolated constant is the constant, and stays within its neighbours", () => {
  const shape = [20, 20, 1] as const;
  const removed = Uint8Array.from(
    { length: 400 },
    (_, i) => i % 20 > 3 && i % 20 < 17 ? 1 : 0,
  );
  interpolate(new Float32Array(400).fill(2), removed, shape, [0]).forEach(
    (value) => assertAlmostEquals(value, 2, 1e-6),
  );
  const image = randomImage(400, 3);
  const known = image.filter((_, i) => removed[i] === 0);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  interpolate(image, removed, shape, [0]).forEach((value) =>
    assert(value >= low - 1e-6 && value <= high + 1e-6)
  );
});
