import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/fullgrad_backend.ts";
import { type Padding, run } from "./run.ts";
import { shapeOf } from "./shape.ts";

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
  /**
   * Terms to add and the activation, the words of `fusedWords`: address of the
   * terms, number of the activation, its slope, address of the slopes.
   */
  readonly fused?: readonly number[] | undefined;
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
