import type * as tf from "@tensorflow/tfjs";
import { type FullgradBackend, stockKernel } from "../../engine/mod.ts";
import { winogradInputGradient } from "../winograd/winograd.ts";
import { directInputGradient } from "./direct.ts";
import {
  type ConvolutionAttributes,
  type Geometry,
  geometryOf,
} from "./geometry.ts";
import { isNarrow, narrowInputGradient } from "./narrow_gradient.ts";
import { gradientShape } from "./winograd_shape.ts";

/** What is done to a gradient before it is written. */
export interface GradientSteps {
  /** Gradient that comes another way, of the input's shape. */
  readonly residual?: tf.TensorInfo | undefined;
  /** Of the input's shape; where it is not positive, the gradient is 0. */
  readonly mask?: tf.TensorInfo | undefined;
}

/**
 * The gradient of a convolution for its input, from that for its output. A `dy`
 * that is larger than the output, which tfjs allows, is cut.
 */
export function inputGradient(
  backend: FullgradBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  inputShape: readonly number[],
  attributes: ConvolutionAttributes,
  steps: GradientSteps = {},
): tf.TensorInfo {
  const geometry = geometryOf(inputShape, filter.shape, attributes);
  const { images, outChannels, y, x } = geometry;
  if (dy.shape[1] === y.out && dy.shape[2] === x.out) {
    return gradientOf(backend, dy, filter, geometry, steps);
  }
  const part = stockKernel("Slice")({
    inputs: { x: dy },
    attrs: { begin: [0, 0, 0, 0], size: [images, y.out, x.out, outChannels] },
    backend,
  }) as tf.TensorInfo;
  try {
    return gradientOf(backend, part, filter, geometry, steps);
  } finally {
    backend.disposeData(part.dataId);
  }
}

function gradientOf(
  backend: FullgradBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  geometry: Geometry,
  steps: GradientSteps,
): tf.TensorInfo {
  const { y, x } = geometry;
  if (isNarrow(geometry)) {
    return narrowInputGradient(backend, dy, filter, geometry, steps);
  }
  if (gradientShape(geometry)) {
    return winogradInputGradient(backend, dy, filter, {
      inHeight: y.in,
      inWidth: x.in,
      pad: { top: y.pad, left: x.pad },
      ...steps,
    });
  }
  return directInputGradient(backend, dy, filter, geometry, steps);
}
