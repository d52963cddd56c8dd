import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/fullgrad_backend.ts";
import { type Padding, run } from "./run.ts";
import { shapeOf } from "./shape.ts";

/** Size of an input gradient. */
export interface WinogradInputGradient {
  /** Zeros around the convolution's input. */
  readonly pad: Padding;
  /** Rows of the convolution's input. */
  readonly inHeight: number;
  /** Columns of the convolution's input. */
  readonly inWidth: number;
}

/**
 * The gradient of such a convolution by its input, for the gradient `g` by its
 * output: the convolution of it with the filter turned by 180° and its channels
 * swapped.
 *
 * @param backend The backend that runs it.
 * @param g Gradient, `[batch, outHeight, outWidth, outChannels]`, float32.
 * @param filter Taps, `[3, 3, channels, outChannels]`, float32.
 * @param options Its size.
 * @returns The gradient, `[batch, inHeight, inWidth, channels]`.
 */
export function winogradInputGradient(
  backend: FullgradBackend,
  g: tf.TensorInfo,
  filter: tf.TensorInfo,
  options: WinogradInputGradient,
): tf.TensorInfo {
  const { inHeight, inWidth, pad } = options;
  return run(backend, {
    shape: shapeOf(g, inHeight, inWidth, filter.shape[2]!),
    pad: { top: 2 - pad.top, left: 2 - pad.left },
    input: g,
    filter,
    isTurned: true,
  });
}
