import * as tf from "@tensorflow/tfjs";
import type { FieldValues } from "../../engine/struct.ts";
import type { SIZES } from "./args.ts";

/** What tfjs says about a depthwise convolution. */
export interface DepthwiseAttributes {
  /** Rows and columns between outputs. */
  readonly strides: number | [number, number];
  /** Rows and columns between the taps of the filter; default: 1. */
  readonly dilations?: number | [number, number] | null;
  /** What is added at the edges. */
  readonly pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  /** What an explicit padding that does not fit is rounded to. */
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  /** Must be NHWC where it is given. */
  readonly dataFormat?: string;
}

/** Shapes and steps of a depthwise convolution. */
export interface DepthwiseLayout {
  /** tfjs's description of it. */
  readonly info: tf.backend_util.Conv2DInfo;
  /** The same as arguments of a launch. */
  readonly sizes: FieldValues<typeof SIZES>;
}

/**
 * The layout of a depthwise convolution.
 *
 * @throws {RangeError} If the channels do not come last.
 */
export function depthwiseLayout(
  inShape: readonly number[],
  filterShape: readonly number[],
  attributes: DepthwiseAttributes,
): DepthwiseLayout {
  const { strides, dilations, pad, dimRoundingMode, dataFormat = "NHWC" } =
    attributes;
  if (dataFormat !== "NHWC") {
    throw new RangeError(
      `Cannot convolve depthwise as the data format must be NHWC: current value is ${dataFormat}`,
    );
  }
  const info = tf.backend_util.computeConv2DInfo(
    inShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? [1, 1],
    pad,
    dimRoundingMode,
    true,
  );
  const sizes = {
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    multiplier: filterShape[3]!,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
    dilationY: info.dilationHeight,
    dilationX: info.dilationWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
  return { info, sizes };
}

/** Multiplications of one row of the output. */
export function rowWork(
  { outWidth, outChannels, filterHeight, filterWidth }:
    tf.backend_util.Conv2DInfo,
): number {
  return Math.max(1, outWidth * outChannels * filterHeight * filterWidth);
}

/** Rows that are worth a thread's while: about 15 µs. */
export function rowChunk(info: tf.backend_util.Conv2DInfo): number {
  return Math.max(1, Math.floor(100_000 / rowWork(info)));
}
