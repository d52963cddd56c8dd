import * as tf from "@tensorflow/tfjs";
import type { Convolution, Pair } from "../../model/mod.ts";
import { pointwiseInputGradient } from "./pointwise_gradient.ts";
import { paddingMargins } from "./same_padding.ts";
import { cropSpatially, interleave } from "./spatial.ts";

/**
 * The gradient of a convolution by its input, as one convolution of stride 1:
 * the transposed convolution of `g`, `[N, h, w, O]`.
 *
 * Row r of the input meets the kernel rows that are congruent to it modulo the
 * stride, so one convolution with the kernel cut into its phases computes every
 * phase of the input, and the phases are interleaved. For stride 1 this is the
 * convolution with the rotated kernel.
 *
 * @param g Gradient by the output.
 * @param kernel `[kH, kW, I, O]`.
 * @param size Height and width of the input.
 * @param convolution Strides, padding and dilations of the forward pass;
 * strides over 1 go with dilations of 1, as in tfjs.
 */
export function convolutionInputGradient(
  g: tf.Tensor4D,
  kernel: tf.Tensor4D,
  size: Pair,
  { strides, padding, dilations }: Convolution,
): tf.Tensor4D {
  const window: Pair = [kernel.shape[0], kernel.shape[1]];
  if (window[0] * window[1] === 1) {
    return pointwiseInputGradient(g, kernel, size, strides);
  }
  const margins = paddingMargins(size, window, strides, dilations, padding);
  const along = (axis: 0 | 1) => {
    const stride = strides[axis];
    const taps = Math.ceil(window[axis] / stride);
    const margin = margins[axis][0];
    const skipped = Math.floor(margin / stride);
    const offset = margin - skipped * stride;
    const end = skipped + Math.ceil((offset + size[axis]) / stride);
    const before = (taps - 1) * dilations[axis] - skipped;
    return {
      taps,
      offset,
      zeros: [before, Math.max(0, end - g.shape[axis + 1]!)] as const,
    };
  };
  const [rows, columns] = [along(0), along(1)];
  const phases = tf.conv2d(
    g,
    phaseKernel(kernel, strides, [rows.taps, columns.taps]),
    1,
    [[0, 0], [...rows.zeros], [...columns.zeros], [0, 0]],
    "NHWC",
    [...dilations],
  );
  return cropSpatially(
    interleave(phases, strides),
    rows.offset,
    columns.offset,
    size,
  );
}

/**
 * The kernel `[taps0, taps1, O, s0·s1·I]` of {@linkcode convolutionInputGradient}.
 *
 * Written in the moves that are cheap on every backend: on WASM a transposition
 * of more than 4 axes and `tf.reverse` take longer than the convolution.
 */
function phaseKernel(
  kernel: tf.Tensor4D,
  strides: Pair,
  taps: Pair,
): tf.Tensor4D {
  const [height, width, inputs, outputs] = kernel.shape;
  const [s0, s1] = strides;
  const [t0, t1] = taps;
  const missing: Pair = [t0 * s0 - height, t1 * s1 - width];
  const whole = missing[0] + missing[1] === 0
    ? kernel
    : tf.pad(kernel, [[0, missing[0]], [0, missing[1]], [0, 0], [0, 0]]);
  const perTap = s0 === 1 && s1 === 1
    ? tf.transpose(tf.reshape(whole, [t0 * t1, inputs, outputs]), [0, 2, 1])
    : gatherPhases(whole, strides, taps);
  const rotated = reverseRows(tf.reshape(perTap, [t0 * t1, -1]));
  return tf.reshape(rotated, [t0, t1, outputs, s0 * s1 * inputs]);
}

/** From `[t0·s0, t1·s1, I, O]` to `[t0·t1, O, s0·s1·I]`. */
function gatherPhases(
  kernel: tf.Tensor4D,
  [s0, s1]: Pair,
  [t0, t1]: Pair,
): tf.Tensor {
  const [, , inputs, outputs] = kernel.shape;
  const rows = tf.reshape(kernel, [t0, s0, t1, s1 * inputs * outputs]);
  const byTap = tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [
    t0 * t1,
    s0 * s1 * inputs,
    outputs,
  ]);
  return tf.transpose(byTap, [0, 2, 1]);
}

function reverseRows(rows: tf.Tensor): tf.Tensor {
  const count = rows.shape[0]!;
  if (count === 1) return rows;
  const last = Array.from({ length: count }, (_, i) => count - 1 - i);
  return tf.concat(last.map((row) => tf.slice(rows, [row, 0], [1, -1])), 0);
}
