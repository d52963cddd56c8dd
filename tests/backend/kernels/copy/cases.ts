/** Shapes and orders of axes: rows around the tiles, every rank to 6, big ones. */
export const TRANSPOSE_CASES: readonly (readonly [
  shape: readonly number[],
  perm: readonly number[],
])[] = [
  ...[1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 33].flatMap((length) =>
    [
      [[length, 9], [1, 0]],
      [[9, length], [1, 0]],
      [[3, length, 6], [0, 2, 1]],
    ] as const
  ),
  [[5], [0]],
  [[2, 3, 4], [2, 1, 0]],
  [[2, 3, 4], [1, 2, 0]],
  [[2, 3, 4, 5], [0, 3, 1, 2]],
  [[2, 3, 4, 5], [0, 2, 3, 1]],
  [[2, 3, 4, 5], [1, 0, 2, 3]],
  [[2, 1, 4, 5], [3, 1, 2, 0]],
  [[2, 3, 4, 5, 2], [4, 2, 0, 3, 1]],
  [[2, 3, 2, 3, 2, 5], [5, 0, 4, 1, 3, 2]],
  [[70, 1100], [1, 0]],
  [[1100, 70], [1, 0]],
  [[3, 130, 220], [0, 2, 1]],
];
