import type { PoolShape } from "../../../propagation/float64/mod.ts";

const PLAIN: PoolShape = {
  images: 2,
  size: [8, 6],
  channels: 5,
  filter: [2, 2],
  strides: [2, 2],
  dilations: [1, 1],
  pad: [0, 0, 0, 0],
};

const OVERLAPPING: PoolShape = {
  ...PLAIN,
  size: [9, 11],
  filter: [3, 3],
  pad: [1, 1, 1, 1],
};

/** Windows apart, touching and overlapping, and channels around the lanes. */
export const POOL_CASES: readonly PoolShape[] = [
  ...[1, 2, 3, 4, 7, 8, 15, 16, 17, 20, 35].flatMap((channels) => [
    { ...PLAIN, channels },
    { ...OVERLAPPING, channels },
  ]),
  { ...PLAIN, size: [7, 9] },
  { ...PLAIN, filter: [1, 1], strides: [1, 1] },
  { ...PLAIN, filter: [1, 1], strides: [2, 3] },
  { ...PLAIN, filter: [2, 3], strides: [3, 4], size: [13, 14] },
  { ...PLAIN, filter: [8, 6], strides: [1, 1] },
  { ...OVERLAPPING, strides: [1, 1] },
  { ...OVERLAPPING, strides: [1, 2], pad: [0, 2, 2, 0] },
  { ...OVERLAPPING, filter: [5, 2], strides: [2, 1], pad: [2, 2, 0, 1] },
  // Windows that lie in the padding alone, and padding that windows end in.
  { ...OVERLAPPING, filter: [2, 2], pad: [3, 3, 4, 4] },
  { ...PLAIN, pad: [1, 1, 1, 1] },
  // Several bands, which have 32768 elements or more.
  { ...PLAIN, images: 1, size: [11, 4], channels: 1701 },
  { ...OVERLAPPING, images: 1, size: [40, 5], channels: 403 },
  { ...OVERLAPPING, images: 1, size: [40, 5], channels: 403, strides: [1, 1] },
  { ...PLAIN, images: 0 },
];
