import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/fullgrad_backend.ts";
import { type Padding, run } from "./run.ts";
import { shapeOf } from "./shape.ts";

/** Size, first and final steps of an input gradient. */
export interface WinogradInputGradient {
  /** Zeros around the convolution's input. */
  readonly pad: Padding;
  /** Rows of the convolution's input. */
  readonly inHeight: number;
  /** Columns of the convolution's input. */
  readonly inWidth: number;
  /** Of the shape of `g`, which passes where this is positive. */
  readonly gate?: tf.TensorInfo | undefined;
  /** Factors of the gradient `g`, one a channel. */
  readonly gain?: tf.TensorInfo | undefined;
  /** A gradient that comes another way, of the result's shape. */
  readonly residual?: tf.TensorInfo | undefined;
  /** Of the result's shape, which is 0 where this is not positive. */
  readonly mask?: tf.TensorInfo | undefined;
}

/**
 * The gradient of such a convolution by its input, for the gradient `g` by its
 * output: the convolution of `(g · [gate > 0]) · gain` with the filter turned
 * by 180° and its channels swapped.
 *
 * @param backend The backend that runs it.
 * @param g Gradient, `[batch, outHeight, outWidth, outChannels]`, float32.
 * @param filter Taps, `[3, 3, channels, outChannels]`, float32.
 * @param options Size, first and final steps.
 * @returns The gradient, `[batch, inHeight, inWidth, channels]`.
 */
export function winogradInputGradient(
  backend: FullgradBackend,
  g: tf.TensorInfo,
  filter: tf.TensorInfo,
  options: WinogradInputGradient,
): tf.TensorInfo {
  const { inHeight, inWidth, pad, gate, gain, residual, mask } = options;
  return run(backend, {
    shape: shapeOf(g, inHeight, inWidth, filter.shape[2]!),
    pad: { top: 2 - pad.top, left: 2 - pad.left },
    input: g,
    gate,
    gain,
    filter,
    isTurned: true,
    residual,
    mask,
  });
}
