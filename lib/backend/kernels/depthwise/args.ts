import { struct } from "../../engine/struct.ts";
import { FUSED_FIELDS } from "../activation/args.ts";

/** Sizes and steps of a depthwise convolution. */
export const SIZES = {
  height: "i32",
  width: "i32",
  channels: "i32",
  outHeight: "i32",
  outWidth: "i32",
  /** Output channels per input channel. */
  multiplier: "i32",
  filterHeight: "i32",
  filterWidth: "i32",
  strideY: "i32",
  strideX: "i32",
  dilationY: "i32",
  dilationX: "i32",
  padTop: "i32",
  padLeft: "i32",
} as const;

/** Of the convolution. */
export const forwardArgs = struct({
  x: "address",
  filter: "address",
  out: "address",
  ...SIZES,
  ...FUSED_FIELDS,
});

/** Of its gradient for the input. */
export const inputGradientArgs = struct({
  dy: "address",
  filter: "address",
  out: "address",
  ...SIZES,
});

/** Of its gradient for the filter. */
export const filterGradientArgs = struct({
  x: "address",
  dy: "address",
  /** A result for each slice of the rows. */
  slices: "address",
  ...SIZES,
  /** Rows of the output, and of a slice. */
  rows: "i32",
  sliceRows: "i32",
});
