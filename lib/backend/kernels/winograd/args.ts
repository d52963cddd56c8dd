import { struct } from "../../engine/struct.ts";
import { FUSED_FIELDS } from "../activation/args.ts";

// F(4×4, 3×3): a tile is 6×6 values of input and gives 4×4 of output.

/** Values of input along a side of a tile. */
export const SIDE = 6;

/** Points of a tile: its multiplications per input and output channel. */
export const POINTS = 36;

/** Output channels of a panel of the transformed filter. */
export const PANEL = 8;

/** Bytes between rows of points that keep them out of one cache set. */
export const SKEW = 64;

/** Bytes at the start of the scratch for transforms: what the filter's takes. */
export const INTERMEDIATE = 18496;

/** Coefficients of the transforms; `run.ts` says what they are. */
export const COEFFICIENTS = {
  a: "f32",
  b: "f32",
  a2: "f32",
  b2: "f32",
  minusA2: "f32",
  minusB2: "f32",
  minusSum: "f32",
  product: "f32",
  zero: "f32",
  evenA0: "f32",
  evenB0: "f32",
  oddA1: "f32",
  oddB1: "f32",
  evenA2: "f32",
  evenB2: "f32",
  oddA3: "f32",
  oddB3: "f32",
} as const;

/** The cut of a launch. */
export const CUT = {
  /** Tiles along the height and the width of an image. */
  tileRows: "i32",
  tileColumns: "i32",
  /** First tile of the launch, counted through the batch, and their number. */
  firstTile: "i32",
  tileCount: "i32",
  /** Blocks of tiles that `tiles` cuts the launch into. */
  tileBlocks: "i32",
  /** Input channels of a block; a multiple of 8. */
  depth: "i32",
  /** Output channels of a block; a multiple of 8. */
  breadth: "i32",
} as const;

/** Of the functions of a convolution. */
export const winogradArgs = struct({
  input: "address",
  filter: "address",
  output: "address",
  /** Factors of the output, one a channel; or 0. */
  scale: "address",
  /** A tensor of the output's shape to add; or 0. */
  residual: "address",
  /** A tensor of the output's shape that this is 0 where it is not above 0; or 0. */
  mask: "address",
  ...FUSED_FIELDS,
  height: "i32",
  width: "i32",
  inChannels: "i32",
  outHeight: "i32",
  outWidth: "i32",
  outChannels: "i32",
  padTop: "i32",
  padLeft: "i32",
  /** Whether the filter is read turned by 180° with its channels swapped. */
  isTurned: "i32",
  /** Factors of the input, one a channel, where the filter is turned; or 0. */
  factors: "address",
  ...CUT,
  /**
   * What is transformed beforehand: the filter for the units of `tiles`, the
   * input for those of `channels`.
   */
  workspace: "address",
  ...COEFFICIENTS,
});

/** Of the functions of a filter's gradient. */
export const filterGradientArgs = struct({
  /** The gradient by the convolution's output, and its sizes. */
  gradient: "address",
  height: "i32",
  width: "i32",
  outChannels: "i32",
  tileRows: "i32",
  tileColumns: "i32",
  /** First tile of the launch, counted through the batch, and their number. */
  firstTile: "i32",
  tileCount: "i32",
  /** Points of the input, as `inputTiles` leaves them, and their channels. */
  inputPoints: "address",
  channels: "i32",
  /** Points of the gradient, [point][8 channels][tile]. */
  gradientPoints: "address",
  /** The gradient by the filter, which is added to where `isSum`. */
  output: "address",
  isSum: "i32",
  /** Input channels, a multiple of 6, and output channels, of 8, of a unit. */
  rows: "i32",
  columns: "i32",
  ...COEFFICIENTS,
});
