import type { ResizeShape } from "./reference.ts";

const WAYS = [[false, false], [true, false], [false, true]] as const;

const SIZES = [
  [[5, 7], [10, 14]],
  [[5, 7], [13, 9]],
  [[9, 8], [4, 3]],
  [[1, 1], [3, 5]],
  [[4, 6], [1, 1]],
  [[6, 6], [6, 6]],
  [[1, 9], [2, 3]],
] as const;

/** Growing and shrinking, in all ways, and channels around the lanes. */
export const RESIZE_CASES: readonly ResizeShape[] = WAYS.flatMap((
  [alignCorners, halfPixelCenters],
) => [
  ...SIZES.map(([from, to]) => ({
    images: 2,
    from,
    to,
    channels: 5,
    alignCorners,
    halfPixelCenters,
  })),
  ...[1, 3, 4, 8, 16, 17, 20, 23].map((channels) => ({
    images: 1,
    from: [4, 3] as const,
    to: [9, 8] as const,
    channels,
    alignCorners,
    halfPixelCenters,
  })),
  {
    images: 2,
    from: [20, 17],
    to: [50, 40],
    channels: 24,
    alignCorners,
    halfPixelCenters,
  },
]);
