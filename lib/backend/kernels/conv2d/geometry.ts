import * as tf from "@tensorflow/tfjs";
import { useWinograd, type WinogradShape } from "../winograd/use_winograd.ts";

/** What tfjs says about a convolution. */
export interface ConvolutionAttributes {
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

/** Sizes of a convolution along one axis of the image. */
export interface Axis {
  /** Length of the input. */
  readonly in: number;
  /** Length of the output. */
  readonly out: number;
  /** Number of taps of the filter. */
  readonly taps: number;
  /** Inputs between outputs. */
  readonly stride: number;
  /** Inputs between taps. */
  readonly dilation: number;
  /** Zeros before the first input. */
  readonly pad: number;
}

/** Sizes of a convolution. */
export interface Geometry {
  /** Number of images. */
  readonly images: number;
  /** Number of groups, each of which has its own channels. */
  readonly groups: number;
  /** Number of channels of the input. */
  readonly inChannels: number;
  /** Number of channels of the output. */
  readonly outChannels: number;
  /** From top to bottom. */
  readonly y: Axis;
  /** From left to right. */
  readonly x: Axis;
}

/**
 * The sizes of a convolution. A filter with fewer channels than the input makes
 * groups.
 *
 * @param inShape Input [images, height, width, channels].
 * @param filterShape Filter [height, width, channels of a group, filters].
 * @throws {RangeError} If channels do not come last, or do not fit.
 */
export function geometryOf(
  inShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvolutionAttributes,
): Geometry {
  const { strides, dilations, pad, dimRoundingMode } = attributes;
  const { dataFormat = "NHWC" } = attributes;
  if (dataFormat !== "NHWC") {
    throw new RangeError(
      `Cannot convolve as the data format must be NHWC: current value is ${dataFormat}`,
    );
  }
  const info = tf.backend_util.computeConv2DInfo(
    inShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
  );
  const { inChannels, outChannels, padInfo } = info;
  return {
    images: info.batchSize,
    groups: groupsOf(inChannels, filterShape[2]!, outChannels),
    inChannels,
    outChannels,
    y: {
      in: info.inHeight,
      out: info.outHeight,
      taps: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      pad: padInfo.top,
    },
    x: {
      in: info.inWidth,
      out: info.outWidth,
      taps: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      pad: padInfo.left,
    },
  };
}

function groupsOf(
  inChannels: number,
  channels: number,
  filters: number,
): number {
  if (inChannels === channels) return 1;
  const groups = inChannels / channels;
  if (!Number.isInteger(groups) || filters % groups !== 0) {
    throw new RangeError(
      `Cannot convolve as the channels of the filter must divide those of the input into groups of as many filters: current value is ${channels} for ${inChannels} channels and ${filters} filters`,
    );
  }
  return groups;
}

/**
 * Whether Winograd's algorithm applies to a convolution, or to its gradient for
 * the input, and is expected to be faster.
 */
export function usesWinograd(
  { images, groups, inChannels, outChannels, y, x }: Geometry,
  direction: "forward" | "gradient",
): boolean {
  const shape = {
    batch: images,
    inHeight: y.in,
    inWidth: x.in,
    inChannels,
    outHeight: y.out,
    outWidth: x.out,
    outChannels,
  };
  return groups === 1 && isPlain(y) && isPlain(x) &&
    useWinograd(direction === "forward" ? shape : turned(shape));
}

function isPlain({ taps, stride, dilation, pad }: Axis): boolean {
  return taps === 3 && stride === 1 && dilation === 1 && pad <= 2;
}

/** The sizes of the convolution that is the gradient for the input. */
function turned(shape: WinogradShape): WinogradShape {
  return {
    batch: shape.batch,
    inHeight: shape.outHeight,
    inWidth: shape.outWidth,
    inChannels: shape.outChannels,
    outHeight: shape.inHeight,
    outWidth: shape.inWidth,
    outChannels: shape.inChannels,
  };
}
