import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import {
  applySteps,
  type FusedSteps,
  fusedWords,
  isPerChannel,
} from "../activation/activation.ts";
import { winogradForward } from "../winograd/winograd.ts";
import { directForward } from "./direct.ts";
import { type ConvolutionAttributes, geometryOf } from "./geometry.ts";
import { forwardShape } from "./winograd_shape.ts";

/** What else is done between a convolution and its activation. */
export interface InnerSteps {
  /** Factors of the sums, one number per channel. */
  readonly scale?: tf.TensorInfo | undefined;
  /** Added after the bias, of the output's shape. */
  readonly residual?: tf.TensorInfo | undefined;
}

/**
 * `activation(conv(x, filter) · scale + bias + residual)`.
 *
 * @param inner Scale and residual; they need bias and slopes per channel.
 * @throws {RangeError} If they come with another bias, or the scale is not one
 *   number per channel.
 */
export function forward(
  backend: FullgradBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  attributes: ConvolutionAttributes,
  steps: FusedSteps,
  inner: InnerSteps = {},
): tf.TensorInfo {
  const geometry = geometryOf(x.shape, filter.shape, attributes);
  const fused = fusedWords(backend, steps, geometry.outChannels);
  const { scale, residual } = inner;
  if (scale && !isPerChannel(scale, geometry.outChannels)) {
    throw new RangeError(
      `Cannot scale a convolution as its factors must be one number per channel: current shape is [${scale.shape}]`,
    );
  }
  if ((scale || residual) && !fused) {
    throw new RangeError(
      `Cannot add a residual to a convolution or scale it as its bias must be one number per channel: current shape is [${
        steps.bias?.shape ?? ""
      }]`,
    );
  }
  const shape = forwardShape(geometry);
  const output = shape
    ? winogradForward(backend, x, filter, {
      ...shape,
      pad: { top: geometry.y.pad, left: geometry.x.pad },
      scale,
      residual,
      fused,
    })
    : directForward(backend, x, filter, geometry, { fused, scale, residual });
  return fused ? output : applySteps(backend, output, steps);
}
