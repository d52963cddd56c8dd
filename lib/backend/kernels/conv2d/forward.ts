import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import {
  applySteps,
  type FusedSteps,
  fusedWords,
} from "../activation/activation.ts";
import { winogradForward } from "../winograd/winograd.ts";
import { directForward } from "./direct.ts";
import { type ConvolutionAttributes, geometryOf } from "./geometry.ts";
import { forwardShape } from "./winograd_shape.ts";

/**
 * A convolution, then its bias, a residual and the activation.
 *
 * @param residual Of the output's shape; needs bias and slopes per channel.
 * @throws {RangeError} If a residual comes with another bias.
 */
export function forward(
  backend: FullgradBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  attributes: ConvolutionAttributes,
  steps: FusedSteps,
  residual?: tf.TensorInfo,
): tf.TensorInfo {
  const geometry = geometryOf(x.shape, filter.shape, attributes);
  const fused = fusedWords(backend, steps, geometry.outChannels);
  if (residual && !fused) {
    throw new RangeError(
      `Cannot add a residual to a convolution as its bias must be one number per channel: current shape is [${
        steps.bias?.shape ?? ""
      }]`,
    );
  }
  const shape = forwardShape(geometry);
  const output = shape
    ? winogradForward(backend, x, filter, {
      ...shape,
      pad: { top: geometry.y.pad, left: geometry.x.pad },
      residual,
      fused,
    })
    : directForward(backend, x, filter, geometry, { fused, residual });
  return fused ? output : applySteps(backend, output, steps);
}
