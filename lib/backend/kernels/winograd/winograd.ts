/**
 * Convolutions of 3×3 taps with stride 1 and dilation 1 by Winograd's
 * F(4×4, 3×3): a tile of 6×6 inputs becomes 36 points, as do the taps; the
 * points are multiplied and summed over channels, 36 products where the
 * definition has 144, and become 4×4 outputs.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend, KernelBinary } from "../../engine/mod.ts";
import type { FusedArgs } from "../activation/activation.ts";
import { type Padding, run } from "./run.ts";
import type { WinogradShape } from "./use_winograd.ts";

/** Where its kernels lie. */
export const winogradBinary: KernelBinary = {
  operation: "winograd",
  plain: new URL("./winograd.wasm", import.meta.url),
  relaxed: new URL("./winograd_relaxed.wasm", import.meta.url),
};

/** Size and final steps of a convolution. */
export interface WinogradForward {
  /** Zeros around the input; what is below and to the right follows. */
  readonly pad: Padding;
  /** Rows of the output. */
  readonly outHeight: number;
  /** Columns of the output. */
  readonly outWidth: number;
  /** Factors of the result, `[outChannels]`. */
  readonly scale?: tf.TensorInfo | undefined;
  /** Terms to add, and the activation. */
  readonly fused?: FusedArgs | undefined;
  /** A tensor to add before the activation, of the output's shape. */
  readonly residual?: tf.TensorInfo | undefined;
}

/**
 * A convolution with 3×3 taps, stride 1 and dilation 1, by Winograd's
 * F(4×4, 3×3): `activation(conv(x, filter) · scale + shift + residual)`.
 *
 * Its error is about twice that of a sum in 32 bits, relative to the largest
 * output. The filter is transformed in each call: reading a transformed copy,
 * four times as large, would take as long, and memory.
 *
 * @param backend The backend that runs it.
 * @param x Input, `[batch, height, width, channels]`, float32.
 * @param filter Taps, `[3, 3, channels, outChannels]`, float32.
 * @param options Size and final steps.
 * @returns The output, `[batch, outHeight, outWidth, outChannels]`.
 */
export function winogradForward(
  backend: FullgradBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  options: WinogradForward,
): tf.TensorInfo {
  const { outHeight, outWidth, pad, scale, residual, fused } = options;
  return run(backend, {
    shape: shapeOf(x, outHeight, outWidth, filter.shape[3]!),
    pad,
    input: x,
    filter,
    isTurned: false,
    scale,
    residual,
    fused,
  });
}

/** Size and final steps of an input gradient. */
export interface WinogradInputGradient {
  /** Zeros around the convolution's input. */
  readonly pad: Padding;
  /** Rows of the convolution's input. */
  readonly inHeight: number;
  /** Columns of the convolution's input. */
  readonly inWidth: number;
  /** Factors of `g`, one a channel. */
  readonly scale?: tf.TensorInfo | undefined;
  /** A tensor to add, of the gradient's shape. */
  readonly residual?: tf.TensorInfo | undefined;
  /** What the gradient is 0 where it is not above 0, of its shape. */
  readonly mask?: tf.TensorInfo | undefined;
}

/**
 * The gradient of such a convolution by its input, for the gradient `g` by its
 * output: the convolution of it with the filter turned by 180° and its channels
 * swapped.
 *
 * @param backend The backend that runs it.
 * @param g Gradient, `[batch, outHeight, outWidth, outChannels]`, float32.
 * @param filter Taps, `[3, 3, channels, outChannels]`, float32.
 * @param options Its size and final steps.
 * @returns The gradient, `[batch, inHeight, inWidth, channels]`.
 */
export function winogradInputGradient(
  backend: FullgradBackend,
  g: tf.TensorInfo,
  filter: tf.TensorInfo,
  options: WinogradInputGradient,
): tf.TensorInfo {
  const { inHeight, inWidth, pad, scale, residual, mask } = options;
  return run(backend, {
    shape: shapeOf(g, inHeight, inWidth, filter.shape[2]!),
    pad: { top: 2 - pad.top, left: 2 - pad.left },
    input: g,
    filter,
    isTurned: true,
    factors: scale,
    residual,
    mask,
  });
}

/** The sizes for an input and what comes out of it. */
function shapeOf(
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
