import type { ConvolutionShape } from "../../../propagation/float64/mod.ts";
import type { ConvolutionCase } from "../convolution.ts";

const PLAIN: ConvolutionShape = {
  images: 1,
  size: [8, 8],
  inChannels: 8,
  outChannels: 16,
  groups: 1,
  filter: [3, 3],
  strides: [1, 1],
  dilations: [1, 1],
  pad: [1, 1, 1, 1],
};

/**
 * Shapes around the tile of 4×4 outputs, the vector of 4 channels, the panel of
 * 8 and the block of 16 output channels, the six rows of the micro-kernel, and
 * where the plan cuts.
 */
export const WINOGRAD_CASES: readonly ConvolutionCase[] = [
  ...[1, 2, 3, 4, 5, 7, 9].map((side): ConvolutionCase => ({
    name: `${side}×${side + 1} pixels`,
    shape: { ...PLAIN, size: [side, side + 1] },
  })),
  ...[1, 2, 3, 4, 5, 7, 31, 33, 65].map((inChannels): ConvolutionCase => ({
    name: `${inChannels} input channels`,
    shape: { ...PLAIN, inChannels },
  })),
  ...[1, 3, 4, 7, 8, 9, 15, 17, 24, 33].map((outChannels): ConvolutionCase => ({
    name: `${outChannels} output channels`,
    shape: { ...PLAIN, outChannels },
  })),
  ...[1, 2, 3, 4, 5, 6, 7, 13].map((tiles): ConvolutionCase => ({
    name: `${tiles} tiles`,
    shape: { ...PLAIN, size: [4, 4 * tiles] },
  })),
  { name: "no padding", shape: { ...PLAIN, pad: [0, 0, 0, 0] } },
  { name: "padding of two", shape: { ...PLAIN, pad: [2, 2, 2, 2] } },
  { name: "uneven padding", shape: { ...PLAIN, pad: [0, 2, 1, 0] } },
  {
    name: "padding wider than the taps",
    shape: { ...PLAIN, pad: [4, 3, 5, 7] },
  },
  { name: "a batch", shape: { ...PLAIN, images: 3, size: [7, 5] } },
  {
    name: "several blocks of tiles",
    shape: { ...PLAIN, size: [37, 38], inChannels: 12, outChannels: 20 },
  },
  {
    name: "two blocks of input channels",
    shape: { ...PLAIN, size: [6, 6], inChannels: 268 },
  },
  {
    name: "two blocks of output channels",
    shape: { ...PLAIN, size: [6, 6], outChannels: 140 },
  },
  {
    name: "over channels",
    shape: { ...PLAIN, size: [6, 7], inChannels: 230, outChannels: 212 },
  },
  {
    name: "over channels, tiles in several launches",
    shape: { ...PLAIN, size: [4, 132], inChannels: 5300, outChannels: 1 },
  },
];
