import * as tf from "@tensorflow/tfjs";
import type { Margins, Pair } from "../../model/mod.ts";
import { isEmpty } from "./same_padding.ts";

/** Feature maps `[N, H, W, C]` with `value` around them. */
export function padSpatially(
  x: tf.Tensor4D,
  margins: Margins,
  value = 0,
): tf.Tensor4D {
  return isEmpty(margins)
    ? x
    : tf.pad(x, [[0, 0], [...margins[0]], [...margins[1]], [0, 0]], value);
}

/** The part of feature maps that starts at (`top`, `left`) and has `size`. */
export function cropSpatially(
  x: tf.Tensor4D,
  top: number,
  left: number,
  size: Pair,
): tf.Tensor4D {
  const [n, height, width, channels] = x.shape;
  if (height === size[0] && width === size[1]) return x;
  return tf.slice(x, [0, top, left, 0], [n, ...size, channels]);
}

/**
 * Feature maps of `strides` times the size, from one map per phase:
 * `[N, h, w, s0·s1·C]`, phase by phase, becomes `[N, h·s0, w·s1, C]`.
 */
export function interleave(phases: tf.Tensor4D, strides: Pair): tf.Tensor4D {
  const [n, h, w, depth] = phases.shape;
  const [s0, s1] = strides;
  const channels = depth / (s0 * s1);
  if (s0 === 1) return tf.reshape(phases, [n, h, w * s1, channels]);
  const split = tf.reshape(phases, [n * h, w, s0, s1 * channels]);
  return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [
    n,
    h * s0,
    w * s1,
    channels,
  ]);
}

/** Feature maps with `strides − 1` zeros behind every row and column. */
export function insertZeros(x: tf.Tensor4D, strides: Pair): tf.Tensor4D {
  const phases = strides[0] * strides[1];
  if (phases === 1) return x;
  const channels = x.shape[3];
  return interleave(
    tf.pad(x, [[0, 0], [0, 0], [0, 0], [0, (phases - 1) * channels]]),
    strides,
  );
}
