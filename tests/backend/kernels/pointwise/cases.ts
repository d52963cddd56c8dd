/** Numbers of elements around the four lanes and the unit of work. */
export const UNARY_COUNTS: readonly number[] = [
  ...[0, 1, 2, 3, 4, 5, 7, 8, 9, 63, 1000],
  ...[16384, 16387, 33000],
];

/** Shapes of two operands: every way to broadcast, and rows around the lanes. */
export const BROADCAST_SHAPES: readonly (readonly [
  a: readonly number[],
  b: readonly number[],
])[] = [
  [[], []],
  [[1], [1, 1]],
  [[7], []],
  [[], [9]],
  [[2, 3, 5, 8], [2, 3, 5, 8]],
  [[2, 3, 5, 3], [3]],
  [[8], [2, 3, 5, 8]],
  [[2, 3, 5, 7], [2, 1, 1, 7]],
  [[2, 3, 5, 7], [2, 3, 5, 1]],
  [[2, 3, 5, 1], [2, 3, 5, 7]],
  [[2, 3, 5, 7], [1, 3, 1, 7]],
  [[4, 1], [1, 5]],
  [[2, 1, 3, 1, 4, 1], [1, 5, 1, 2, 1, 6]],
  [[3, 1, 20000], [2, 1]],
  [[200, 170], [170]],
  [[200, 170], [200, 1]],
  [[0, 3], [3]],
];
