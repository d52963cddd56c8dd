import type { ConvolutionShape } from "../../../propagation/float64/mod.ts";
import type { ConvolutionCase } from "../convolution.ts";

const PLAIN: ConvolutionShape = {
  images: 1,
  size: [5, 6],
  inChannels: 18,
  outChannels: 16,
  groups: 1,
  filter: [3, 3],
  strides: [1, 1],
  dilations: [1, 1],
  pad: [1, 1, 1, 1],
};

const ONE_BY_ONE: ConvolutionShape = {
  ...PLAIN,
  filter: [1, 1],
  pad: [0, 0, 0, 0],
};

/**
 * Shapes around the tile of 6 positions by 8 channels and its loop of 8 steps,
 * and around the limits at which channels are gathered (16) or cut (512).
 */
export const CONV2D_CASES: readonly ConvolutionCase[] = [
  ...[1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 24, 31, 64].map((inChannels) => ({
    name: `${inChannels} input channels`,
    shape: { ...PLAIN, inChannels },
  })),
  ...[1, 2, 3, 7, 8, 9, 15, 16, 17, 40].map((outChannels) => ({
    name: `${outChannels} output channels`,
    shape: { ...PLAIN, outChannels },
  })),
  ...[1, 2, 5, 6, 7, 11, 12, 13].map((width): ConvolutionCase => ({
    name: `${width} positions, 1×1`,
    shape: { ...ONE_BY_ONE, size: [1, width] },
  })),
  ...[511, 512, 513, 520, 1026].map((inChannels): ConvolutionCase => ({
    name: `${inChannels} input channels, 1×1`,
    shape: { ...ONE_BY_ONE, size: [3, 3], inChannels, outChannels: 10 },
  })),
  ...[96, 192, 260, 514].map((inChannels): ConvolutionCase => ({
    name: `${inChannels} input channels, 3×3`,
    shape: { ...PLAIN, size: [3, 3], inChannels, outChannels: 9 },
  })),
  ...([[1, 3], [3, 1], [2, 2], [5, 5], [7, 7], [4, 6], [7, 9]] as const)
    .map((filter): ConvolutionCase => ({
      name: `filter ${filter.join("×")}`,
      shape: { ...PLAIN, filter, pad: [2, 1, 1, 2] },
    })),
  ...([[2, 2], [1, 2], [2, 1], [3, 2], [4, 7]] as const).flatMap((strides) => [
    { name: `strides ${strides.join(", ")}`, shape: { ...PLAIN, strides } },
    {
      name: `strides ${strides.join(", ")}, 1×1`,
      shape: { ...ONE_BY_ONE, strides },
    },
  ]),
  ...([[2, 2], [1, 3], [4, 1]] as const).map((dilations): ConvolutionCase => ({
    name: `dilations ${dilations.join(", ")}`,
    shape: { ...PLAIN, dilations, pad: [2, 2, 2, 2] },
  })),
  {
    name: "strides and dilations that share a factor",
    shape: {
      ...PLAIN,
      size: [9, 8],
      strides: [2, 4],
      dilations: [4, 2],
      pad: [4, 4, 3, 2],
    },
  },
  {
    name: "strides and dilations without a common factor",
    shape: {
      ...PLAIN,
      size: [9, 8],
      strides: [2, 3],
      dilations: [3, 2],
      pad: [3, 3, 1, 2],
    },
  },
  {
    name: "padding wider than the filter",
    shape: { ...PLAIN, pad: [4, 5, 6, 3] },
  },
  {
    name: "a stride that skips the end, wrong in tfjs with same padding",
    shape: { ...PLAIN, size: [8, 8], strides: [3, 3], pad: [0, 0, 0, 0] },
  },
  ...[2, 3, 6].map((groups) => ({
    name: `${groups} groups`,
    shape: { ...PLAIN, groups, outChannels: 18 },
  })),
  {
    name: "2 groups of 11 filters at stride 2",
    shape: {
      ...PLAIN,
      groups: 2,
      inChannels: 34,
      outChannels: 22,
      strides: [2, 2],
    },
  },
  { name: "a batch", shape: { ...PLAIN, images: 3 } },
  {
    name: "a batch of one-pixel images",
    shape: { ...PLAIN, images: 7, size: [1, 1] },
  },
  { name: "no images", shape: { ...PLAIN, images: 0 } },
  { name: "no filters", shape: { ...PLAIN, outChannels: 0 } },
  {
    name: "VGG's first layer, 24×24",
    shape: { ...PLAIN, size: [24, 24], inChannels: 3, outChannels: 64 },
  },
  {
    name: "ResNet's first layer, 30×30",
    shape: {
      ...PLAIN,
      size: [30, 30],
      inChannels: 3,
      outChannels: 64,
      filter: [7, 7],
      strides: [2, 2],
      pad: [3, 3, 3, 3],
    },
  },
  {
    name: "several blocks of positions and panels",
    shape: {
      ...PLAIN,
      images: 2,
      size: [14, 14],
      inChannels: 64,
      outChannels: 136,
    },
  },
];
