import type * as tf from "@tensorflow/tfjs";
import {
  type EngineKernel,
  type FullgradBackend,
  type KernelBinary,
  type KernelCall,
  tfjsKernel,
} from "../../engine/mod.ts";
import {
  applySteps,
  fusedArgs,
  type FusedSteps,
  isPerChannel,
} from "../activation/activation.ts";
import {
  winogradForward,
  winogradInputGradient,
} from "../winograd/winograd.ts";
import {
  directForward,
  directInputGradient,
  type GradientSteps,
} from "./convolve.ts";
import {
  type ConvolutionAttributes,
  type Geometry,
  geometryOf,
  usesWinograd,
} from "./geometry.ts";
import { isNarrow, narrowInputGradient } from "./narrow_gradient.ts";

interface ForwardInputs extends tf.NamedTensorInfoMap {
  readonly x: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
  readonly bias: tf.TensorInfo;
}

/**
 * Convolution, its fused form, its gradient for the input, and those of FullGrad:
 *
 * - `FullGradConv2D` is `FusedConv2D` with two more inputs: `scale`, a factor
 *   per channel, before the bias is added, and `residual`, of the output's
 *   shape, that is added before the activation;
 * - `FullGradConv2DBackpropInput` is `Conv2DBackpropInput`, whose name in tfjs
 *   promises no dilations and no groups, with three more inputs: `scale`, a
 *   factor of `dy` per channel, and, of the gradient's shape, `residual`, that is
 *   added, and `mask`, the output of the relu that the convolution reads: the
 *   gradient is then that by the relu's input.
 *
 * A filter with fewer channels than the input makes groups.
 */
export const conv2dKernels: readonly EngineKernel[] = [
  {
    kernelName: "Conv2D",
    kernelFunc: (
      { inputs, attrs, backend }: KernelCall<
        Pick<ForwardInputs, "x" | "filter">,
        ConvolutionAttributes
      >,
    ) =>
      forward(backend, inputs.x, inputs.filter, attrs, {
        activation: "linear",
      }),
  },
  {
    kernelName: "FusedConv2D",
    kernelFunc: (
      { inputs: { x, filter, ...operands }, attrs, backend }: KernelCall<
        ForwardInputs & { readonly preluActivationWeights: tf.TensorInfo },
        ConvolutionAttributes & FusedSteps
      >,
    ) => forward(backend, x, filter, attrs, { ...attrs, ...operands }),
  },
  {
    kernelName: "FullGradConv2D",
    kernelFunc: (
      { inputs: { x, filter, bias, scale, residual }, attrs, backend }:
        KernelCall<
          ForwardInputs & {
            readonly scale: tf.TensorInfo;
            readonly residual: tf.TensorInfo;
          },
          ConvolutionAttributes & {
            readonly activation: "linear" | "relu" | "relu6";
          }
        >,
    ) =>
      forward(backend, x, filter, attrs, {
        activation: attrs.activation,
        bias,
      }, { scale, residual }),
  },
  ...["Conv2DBackpropInput", "FullGradConv2DBackpropInput"].map((
    kernelName,
  ) => ({
    kernelName,
    kernelFunc: (
      { inputs: { dy, filter, scale, residual, mask }, attrs, backend }:
        KernelCall<
          {
            readonly dy: tf.TensorInfo;
            readonly filter: tf.TensorInfo;
            readonly scale: tf.TensorInfo;
            readonly residual: tf.TensorInfo;
            readonly mask: tf.TensorInfo;
          },
          ConvolutionAttributes & { readonly inputShape: readonly number[] }
        >,
    ) =>
      inputGradient(backend, dy, filter, attrs.inputShape, attrs, {
        scale,
        residual,
        mask,
      }),
  })),
];

/** Where its kernels lie. */
export const conv2dBinary: KernelBinary = {
  operation: "conv2d",
  plain: new URL("./conv2d.wasm", import.meta.url),
  relaxed: new URL("./conv2d_relaxed.wasm", import.meta.url),
};

/** What else is done between a convolution and its activation. */
interface InnerSteps {
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
function forward(
  backend: FullgradBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  attributes: ConvolutionAttributes,
  steps: FusedSteps,
  inner: InnerSteps = {},
): tf.TensorInfo {
  const geometry = geometryOf(x.shape, filter.shape, attributes);
  const fused = fusedArgs(backend, steps, geometry.outChannels);
  const { scale, residual } = inner;
  requireScale(scale, geometry.outChannels);
  if ((scale || residual) && !fused) {
    throw new RangeError(
      `Cannot add a residual to a convolution or scale it as its bias must be one number per channel: current shape is [${
        steps.bias?.shape ?? ""
      }]`,
    );
  }
  const output = usesWinograd(geometry, "forward")
    ? winogradForward(backend, x, filter, {
      outHeight: geometry.y.out,
      outWidth: geometry.x.out,
      pad: { top: geometry.y.pad, left: geometry.x.pad },
      scale,
      residual,
      fused,
    })
    : directForward(backend, x, filter, geometry, { fused, scale, residual });
  return fused ? output : applySteps(backend, output, steps);
}

/**
 * The gradient of a convolution for its input, from that for its output. A `dy`
 * that is larger than the output, which tfjs allows, is cut.
 */
function inputGradient(
  backend: FullgradBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  inputShape: readonly number[],
  attributes: ConvolutionAttributes,
  steps: GradientSteps,
): tf.TensorInfo {
  const geometry = geometryOf(inputShape, filter.shape, attributes);
  const { images, outChannels, y, x } = geometry;
  requireScale(steps.scale, outChannels);
  if (dy.shape[1] === y.out && dy.shape[2] === x.out) {
    return gradientOf(backend, dy, filter, geometry, steps);
  }
  const part = tfjsKernel("Slice")({
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
  if (isNarrow(geometry) && !steps.residual && !steps.mask) {
    return narrowInputGradient(backend, dy, filter, geometry, steps.scale);
  }
  if (usesWinograd(geometry, "gradient")) {
    return winogradInputGradient(backend, dy, filter, {
      inHeight: y.in,
      inWidth: x.in,
      pad: { top: y.pad, left: x.pad },
      ...steps,
    });
  }
  return directInputGradient(backend, dy, filter, geometry, steps);
}

function requireScale(
  scale: tf.TensorInfo | undefined,
  channels: number,
): void {
  if (isPerChannel(scale, channels)) return;
  throw new RangeError(
    `Cannot scale a convolution as its factors must be one number per channel: current shape is [${
      scale!.shape
    }]`,
  );
}
