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
): tf.TensorInfo {
  const geometry = geometryOf(inputShape, filter.shape, attributes);
  const { images, outChannels, y, x } = geometry;
  if (dy.shape[1] === y.out && dy.shape[2] === x.out) {
    return gradientOf(backend, dy, filter, geometry);
  }
  const part = stockKernel("Slice")({
    inputs: { x: dy },
    attrs: { begin: [0, 0, 0, 0], size: [images, y.out, x.out, outChannels] },
    backend,
  }) as tf.TensorInfo;
  try {
    return gradientOf(backend, part, filter, geometry);
  } finally {
    backend.disposeData(part.dataId);
  }
}

function gradientOf(
  backend: FullgradBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  geometry: Geometry,
): tf.TensorInfo {
  const { y, x } = geometry;
  if (isNarrow(geometry)) {
    return narrowInputGradient(backend, dy, filter, geometry);
  }
  if (gradientShape(geometry)) {
    return winogradInputGradient(backend, dy, filter, {
      inHeight: y.in,
      inWidth: x.in,
      pad: { top: y.pad, left: x.pad },
    });
  }
  return directInputGradient(backend, dy, filter, geometry);
}
