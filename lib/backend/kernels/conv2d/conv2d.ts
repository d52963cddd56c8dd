import type * as tf from "@tensorflow/tfjs";
import type {
  EngineKernel,
  KernelBinary,
  KernelCall,
} from "../../engine/mod.ts";
import type { FusedSteps } from "../activation/activation.ts";
import { forward } from "./forward.ts";
import type { ConvolutionAttributes } from "./geometry.ts";
import { inputGradient } from "./input_gradient.ts";

interface ForwardInputs extends tf.NamedTensorInfoMap {
  readonly x: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
  readonly bias: tf.TensorInfo;
  readonly preluActivationWeights: tf.TensorInfo;
}

interface GradientInputs extends tf.NamedTensorInfoMap {
  readonly dy: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
}

interface GradientAttributes extends ConvolutionAttributes {
  readonly inputShape: readonly number[];
}

/**
 * Convolution, its fused form, its gradient for the input, and the fused forms
 * of both that FullGrad needs:
 *
 * - `FullGradConv2D` is `FusedConv2D` with two more inputs: `scale`, a factor
 *   per channel, before the bias is added, and `residual`, of the output's
 *   shape, that is added before the activation;
 * - `FullGradConv2DBackpropInput` is `Conv2DBackpropInput` with dilations and
 *   two more inputs of the gradient's shape: `residual` is added to it, and
 *   where `mask` is not positive the sum becomes 0.
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
        ForwardInputs,
        ConvolutionAttributes & FusedSteps
      >,
    ) => forward(backend, x, filter, attrs, { ...attrs, ...operands }),
  },
  {
    kernelName: "FullGradConv2D",
    kernelFunc: (
      {
        inputs: { x, filter, scale, residual, ...operands },
        attrs,
        backend,
      }: KernelCall<
        ForwardInputs & {
          readonly scale: tf.TensorInfo;
          readonly residual: tf.TensorInfo;
        },
        ConvolutionAttributes & FusedSteps
      >,
    ) =>
      forward(backend, x, filter, attrs, { ...attrs, ...operands }, {
        scale,
        residual,
      }),
  },
  {
    kernelName: "Conv2DBackpropInput",
    kernelFunc: (
      { inputs: { dy, filter }, attrs, backend }: KernelCall<
        GradientInputs,
        GradientAttributes
      >,
    ) => inputGradient(backend, dy, filter, attrs.inputShape, attrs),
  },
  {
    kernelName: "FullGradConv2DBackpropInput",
    kernelFunc: (
      { inputs: { dy, filter, residual, mask }, attrs, backend }: KernelCall<
        GradientInputs & {
          readonly residual: tf.TensorInfo;
          readonly mask: tf.TensorInfo;
        },
        GradientAttributes
      >,
    ) =>
      inputGradient(backend, dy, filter, attrs.inputShape, attrs, {
        residual,
        mask,
      }),
  },
];

/** Where its kernels lie. */
export const conv2dBinary: KernelBinary = {
  operation: "conv2d",
  plain: new URL("./conv2d.wasm", import.meta.url),
  relaxed: new URL("./conv2d_relaxed.wasm", import.meta.url),
};
