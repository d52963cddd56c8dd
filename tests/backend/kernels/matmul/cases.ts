import type { MatmulShape } from "./reference.ts";

/** A case by name. */
export interface MatmulCase {
  /** What is special. */
  readonly name: string;
  /** Its lengths. */
  readonly shape: MatmulShape;
}

const TRANSPOSES = [[false, false], [false, true], [true, false], [true, true]];

/**
 * Lengths around the limit of few rows (8), the tile (6 × 8), the blocks
 * (96 × 256, sums of 256), the panels (384 × 64, sums of 512), and the cut of
 * long sums.
 */
const SIZES: readonly (readonly [m: number, n: number, k: number])[] = [
  [1, 1, 1],
  [1, 10, 37],
  [1, 64, 512],
  [1, 1000, 600],
  [2, 33, 70],
  [3, 1030, 9],
  [5, 13, 100],
  [8, 40, 1025],
  [9, 9, 9],
  [6, 8, 16],
  [7, 9, 17],
  [12, 16, 256],
  [13, 17, 257],
  [95, 255, 40],
  [97, 257, 41],
  [200, 1, 50],
  [200, 7, 50],
  [101, 300, 3],
  [40, 33, 1],
  [20, 24, 5000],
  [63, 65, 513],
  [385, 64, 512],
  [390, 61, 40],
];

/** All sizes in the four transposes, batches, and lengths of zero. */
export const MATMUL_CASES: readonly MatmulCase[] = [
  ...SIZES.flatMap(([m, n, k]) =>
    TRANSPOSES.map(([transposeA, transposeB]) =>
      named([], [], m, n, k, transposeA!, transposeB!)
    )
  ),
  ...TRANSPOSES.flatMap(([transposeA, transposeB]) => [
    named([3], [3], 11, 12, 13, transposeA!, transposeB!),
    named([3], [1], 4, 12, 13, transposeA!, transposeB!),
    named([1], [3], 20, 2, 13, transposeA!, transposeB!),
    named([2, 1], [1, 3], 9, 10, 11, transposeA!, transposeB!),
    named([2, 3], [3], 3, 5, 7, transposeA!, transposeB!),
  ]),
  named([], [], 3, 4, 0, false, false),
  named([], [], 30, 40, 0, false, true),
  named([], [], 0, 4, 3, false, false),
  named([], [], 3, 0, 4, false, false),
  named([0], [0], 3, 4, 5, false, false),
];

function named(
  batchA: readonly number[],
  batchB: readonly number[],
  m: number,
  n: number,
  k: number,
  transposeA: boolean,
  transposeB: boolean,
): MatmulCase {
  const text = (transpose: boolean) => transpose ? "ᵀ" : "";
  return {
    name: `[${batchA}] ${m}×${k}${text(transposeA)} · [${batchB}] ${k}×${n}${
      text(transposeB)
    }`,
    shape: { batchA, batchB, m, n, k, transposeA, transposeB },
  };
}
