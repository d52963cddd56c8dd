/** Shapes: rows around the four lanes and the unit of work, one value, none. */
export const ROW_SHAPES: readonly (readonly number[])[] = [
  ...[1, 2, 3, 4, 5, 7, 8, 9, 63, 64].map((length) => [3, length]),
  [1, 1],
  [5],
  [2, 3, 197, 197],
  [1, 197, 768],
  [40, 1000],
  [2, 20000],
  [0, 4],
];
