import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import { convolve, type Steps } from "./convolve.ts";
import type { Geometry } from "./geometry.ts";
import { forwardTaps, gradientTaps } from "./taps.ts";

/** A convolution by its definition. */
export function directForward(
  backend: FullgradBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  { images, groups, outChannels, y: rows, x: columns }: Geometry,
  steps: Steps,
): tf.TensorInfo {
  const output = backend.makeOutput(
    [images, rows.out, columns.out, outChannels],
    "float32",
  );
  convolve(backend, {
    source: x,
    filter,
    isTransposed: false,
    groups,
    output,
    jobs: [[forwardTaps(rows), forwardTaps(columns)]],
    steps,
  });
  return output;
}

/**
 * The gradient of a convolution for its input, from `dy`, that for its output.
 * Each phase of the input modulo the stride is a convolution of its own with
 * the taps that meet it, so that no zeros are multiplied.
 */
export function directInputGradient(
  backend: FullgradBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  { images, groups, inChannels, y: rows, x: columns }: Geometry,
): tf.TensorInfo {
  const output = backend.makeOutput(
    [images, rows.in, columns.in, inChannels],
    "float32",
  );
  convolve(backend, {
    source: dy,
    filter,
    isTransposed: true,
    groups,
    output,
    jobs: gradientTaps(rows).flatMap((y) =>
      gradientTaps(columns).map((x) => [y, x] as const)
    ),
    steps: {},
  });
  return output;
}
