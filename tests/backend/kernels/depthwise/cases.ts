import type {
  ConvolutionShape,
  WindowShape,
} from "../../../propagation/float64/mod.ts";

/** A depthwise convolution, with all lengths written out. */
export interface DepthwiseShape extends WindowShape {
  /** Images. */
  readonly images: number;
  /** Channels of the input. */
  readonly channels: number;
  /** Output channels per input channel. */
  readonly multiplier: number;
}

/** It as a convolution with a group per channel: its filter has the same values. */
export function asConvolution(
  { channels, multiplier, ...shape }: DepthwiseShape,
): ConvolutionShape {
  return {
    ...shape,
    inChannels: channels,
    outChannels: channels * multiplier,
    groups: channels,
  };
}

/** A case by name: what it is like, where it is not a 3×3 filter at stride 1. */
export interface DepthwiseCase {
  /** What is special. */
  readonly name: string;
  /** Its lengths. */
  readonly shape: DepthwiseShape;
}

const PLAIN: DepthwiseShape = {
  images: 1,
  size: [9, 11],
  channels: 16,
  multiplier: 1,
  filter: [3, 3],
  strides: [1, 1],
  dilations: [1, 1],
  pad: [1, 1, 1, 1],
};

/** Shapes around the tiles of 4 columns and 4, 8 and 16 channels. */
export const DEPTHWISE_CASES: readonly DepthwiseCase[] = [
  ...[1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 20, 35].map((channels) => ({
    name: `${channels} channels`,
    shape: { ...PLAIN, channels },
  })),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((width): DepthwiseCase => ({
    name: `${width} columns`,
    shape: { ...PLAIN, size: [4, width] },
  })),
  ...[2, 3, 4, 8].map((multiplier) => ({
    name: `multiplier ${multiplier}`,
    shape: { ...PLAIN, channels: 3, multiplier },
  })),
  ...([[1, 1], [1, 3], [3, 1], [2, 2], [5, 5], [7, 7], [4, 6], [
    9,
    13,
  ]] as const)
    .map((filter): DepthwiseCase => ({
      name: `filter ${filter.join("×")}`,
      shape: { ...PLAIN, filter, pad: [2, 1, 1, 2] },
    })),
  ...([[2, 2], [1, 2], [2, 1], [3, 2], [4, 5]] as const).map((strides) => ({
    name: `strides ${strides.join(", ")}`,
    shape: { ...PLAIN, strides },
  })),
  ...([[2, 2], [1, 3], [4, 1]] as const).map((dilations): DepthwiseCase => ({
    name: `dilations ${dilations.join(", ")}`,
    shape: { ...PLAIN, dilations, pad: [2, 2, 2, 2] },
  })),
  {
    name: "strides and dilations that share a factor",
    shape: { ...PLAIN, strides: [2, 4], dilations: [4, 2], pad: [4, 4, 3, 2] },
  },
  {
    name: "1×3 at stride 2 with same padding, wrong in tfjs (#6629)",
    shape: { ...PLAIN, filter: [1, 3], strides: [2, 2], pad: [0, 0, 1, 1] },
  },
  {
    name: "padding wider than the filter",
    shape: { ...PLAIN, pad: [4, 5, 6, 3] },
  },
  {
    name: "a stride that skips the end",
    shape: { ...PLAIN, size: [8, 8], strides: [3, 3], pad: [0, 0, 0, 0] },
  },
  { name: "a batch", shape: { ...PLAIN, images: 3 } },
  { name: "no images", shape: { ...PLAIN, images: 0 } },
  {
    name: "MobileNet's 14×14",
    shape: { ...PLAIN, size: [14, 14], channels: 96 },
  },
  {
    name: "a multiplier, stride and dilation at once",
    shape: {
      ...PLAIN,
      images: 2,
      channels: 5,
      multiplier: 3,
      filter: [3, 2],
      strides: [2, 3],
      dilations: [2, 1],
      pad: [1, 2, 0, 1],
    },
  },
];
