import type * as tf from "@tensorflow/tfjs";

/** The sizes of a convolution of 3×3 taps with stride 1; all are positive. */
export interface WinogradShape {
  /** Images. */
  readonly batch: number;
  /** Rows of the input. */
  readonly inHeight: number;
  /** Columns of the input. */
  readonly inWidth: number;
  /** Channels of the input. */
  readonly inChannels: number;
  /** Rows of the output. */
  readonly outHeight: number;
  /** Columns of the output. */
  readonly outWidth: number;
  /** Channels of the output. */
  readonly outChannels: number;
}

/** The sizes for an input and what comes out of it. */
export function shapeOf(
  { shape: [batch = 0, inHeight = 0, inWidth = 0, inChannels = 0] }:
    tf.TensorInfo,
  outHeight: number,
  outWidth: number,
  outChannels: number,
): WinogradShape {
  return {
    batch,
    inHeight,
    inWidth,
    inChannels,
    outHeight,
    outWidth,
    outChannels,
  };
}
