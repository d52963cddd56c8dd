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
}

/**
 * Convolution, its fused form, its gradient for the input, and those of FullGrad:
 *
 * - `FullGradConv2D` is `FusedConv2D` with two more inputs: `scale`, a factor
 *   per channel, before the bias is added, and `residual`, of the output's
 *   shape, that is added before the activation;
 * - `FullGradConv2DBackpropInput` is `Conv2DBackpropInput`, whose name in tfjs
 *   promises no dilations and no groups.
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
          ConvolutionAttributes & { readonly activation: "linear" | "relu" }
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
      { inputs: { dy, filter }, attrs, backend }: KernelCall<
        { readonly dy: tf.TensorInfo; readonly filter: tf.TensorInfo },
        ConvolutionAttributes & { readonly inputShape: readonly number[] }
      >,
    ) => inputGradient(backend, dy, filter, attrs.inputShape, attrs),
  })),
];

/** Where its kernels lie. */
export const conv2dBinary: KernelBinary = {
  operation: "conv2d",
  plain: new URL("./conv2d.wasm", import.meta.url),
  relaxed: new URL("./conv2d_relaxed.wasm", import.meta.url),
};
