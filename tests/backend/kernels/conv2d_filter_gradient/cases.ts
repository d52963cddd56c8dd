import type { ConvolutionShape } from "../../../propagation/float64/mod.ts";
import type { ConvolutionCase } from "../convolution.ts";

const PLAIN: ConvolutionShape = {
  images: 1,
  size: [7, 9],
  inChannels: 5,
  outChannels: 6,
  groups: 1,
  filter: [3, 3],
  strides: [1, 1],
  dilations: [1, 1],
  pad: [1, 1, 1, 1],
};

/**
 * Shapes around the tile (6 × 8), the blocks (96 × 256, sums of 256 positions)
 * and the cut of long sums.
 */
export const FILTER_GRADIENT_CASES: readonly ConvolutionCase[] = [
  ...[1, 2, 3, 4, 6, 7, 8, 12, 13, 24, 25, 33].map((inChannels) => ({
    name: `${inChannels} input channels`,
    shape: { ...PLAIN, inChannels },
  })),
  ...[1, 3, 7, 8, 9, 31, 32, 33, 40].map((outChannels) => ({
    name: `${outChannels} output channels`,
    shape: { ...PLAIN, outChannels },
  })),
  ...([[1, 1], [1, 3], [3, 1], [2, 2], [5, 4], [9, 11]] as const).map(
    (filter): ConvolutionCase => ({
      name: `filter ${filter.join("×")}`,
      shape: { ...PLAIN, filter, pad: [2, 1, 1, 2] },
    }),
  ),
  ...([[2, 2], [1, 2], [3, 1], [4, 5]] as const).map((strides) => ({
    name: `strides ${strides.join(", ")}`,
    shape: { ...PLAIN, strides },
  })),
  ...([[2, 2], [1, 3], [4, 1]] as const).map(
    (dilations): ConvolutionCase => ({
      name: `dilations ${dilations.join(", ")}`,
      shape: { ...PLAIN, dilations, pad: [2, 2, 3, 2] },
    }),
  ),
  {
    name: "strides and dilations at once",
    shape: { ...PLAIN, strides: [2, 3], dilations: [3, 2], pad: [3, 3, 2, 2] },
  },
  {
    name: "padding wider than the filter",
    shape: { ...PLAIN, pad: [4, 5, 6, 3] },
  },
  { name: "a batch", shape: { ...PLAIN, images: 3 } },
  { name: "no images", shape: { ...PLAIN, images: 0 } },
  {
    name: "more positions than a slice",
    shape: {
      ...PLAIN,
      images: 2,
      size: [40, 37],
      inChannels: 3,
      outChannels: 16,
    },
  },
  {
    name: "more rows than a block",
    shape: { ...PLAIN, inChannels: 67, outChannels: 10 },
  },
  {
    name: "more columns than a block",
    shape: { ...PLAIN, filter: [1, 1], inChannels: 7, outChannels: 270 },
  },
];
