/** Shapes and axes: rows and columns around the lanes, the block and the unit. */
export const REDUCE_CASES: readonly (readonly [
  shape: readonly number[],
  axes: readonly number[],
])[] = [
  ...[1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 64, 65].flatMap((length) =>
    [
      [[5, length], [1]],
      [[length, 5], [0]],
      [[3, 4, length], [1]],
    ] as const
  ),
  ...[12, 15, 16, 17, 33, 48].map((inner) => [[2, 5, inner], [1]] as const),
  [[7], [0]],
  [[2, 3, 4, 5], [1, 2]],
  [[2, 3, 4, 5], [0, 1, 2, 3]],
  [[2, 3, 4, 5], [0, 1]],
  [[2, 3, 4, 5], [2, 3]],
  [[2, 1, 4, 1], [1, 3]],
  [[1, 1], [0, 1]],
  [[2, 3, 4], []],
  // In several parts, and several units of rows and of columns.
  [[2, 40000], [1]],
  [[32769], [0]],
  [[700, 100], [1]],
  [[70, 1001], [0]],
  // Left to tfjs's kernel.
  [[2, 3, 4], [0, 2]],
];
