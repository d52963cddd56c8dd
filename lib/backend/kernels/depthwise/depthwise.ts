import type * as tf from "@tensorflow/tfjs";
import type {
  EngineKernel,
  KernelBinary,
  KernelCall,
} from "../../engine/mod.ts";
import type { FusedSteps } from "../activation/activation.ts";
import {
  forward,
  normalized,
  type NormalizedAttributes,
  type NormalizedInputs,
} from "./forward.ts";
import { filterGradient, inputGradient } from "./gradients.ts";
import type { DepthwiseAttributes } from "./layout.ts";

/** Depthwise convolution, its fused form and both gradients. */
export const depthwiseKernels: readonly EngineKernel[] = [
  {
    kernelName: "DepthwiseConv2dNative",
    kernelFunc: (
      { inputs, attrs, backend }: KernelCall<
        { x: tf.TensorInfo; filter: tf.TensorInfo },
        DepthwiseAttributes
      >,
    ) =>
      forward(backend, inputs.x, inputs.filter, attrs, {
        activation: "linear",
      }),
  },
  {
    kernelName: "FusedDepthwiseConv2D",
    kernelFunc: (
      { inputs, attrs, backend }: KernelCall<
        {
          x: tf.TensorInfo;
          filter: tf.TensorInfo;
          bias: tf.TensorInfo;
          preluActivationWeights: tf.TensorInfo;
        },
        DepthwiseAttributes & FusedSteps
      >,
    ) => {
      const { x, filter, bias, preluActivationWeights } = inputs;
      return forward(backend, x, filter, attrs, {
        ...attrs,
        bias,
        preluActivationWeights,
      });
    },
  },
  {
    kernelName: "FullGradDepthwiseConv2D",
    kernelFunc: ({ inputs, attrs, backend }) =>
      normalized(
        backend,
        inputs as NormalizedInputs,
        attrs as NormalizedAttributes,
      ),
  },
  // tfjs's own name, and one that says that strides and dilations go together
  // and takes factors of `dy` per channel.
  ...[
    "DepthwiseConv2dNativeBackpropInput",
    "FullGradDepthwiseConv2DBackpropInput",
  ].map((kernelName) => ({
    kernelName,
    kernelFunc: (
      { inputs, attrs, backend }: KernelCall<
        { dy: tf.TensorInfo; filter: tf.TensorInfo; scale: tf.TensorInfo },
        DepthwiseAttributes & { readonly inputShape: readonly number[] }
      >,
    ) => inputGradient(backend, inputs, attrs.inputShape, attrs),
  })),
  {
    kernelName: "DepthwiseConv2dNativeBackpropFilter",
    kernelFunc: (
      { inputs, attrs, backend }: KernelCall<
        { x: tf.TensorInfo; dy: tf.TensorInfo },
        DepthwiseAttributes & { readonly filterShape: readonly number[] }
      >,
    ) => filterGradient(backend, inputs.x, inputs.dy, attrs.filterShape, attrs),
  },
];

/** The binaries. */
export const depthwiseBinary: KernelBinary = {
  operation: "depthwise",
  plain: new URL("./depthwise.wasm", import.meta.url),
  relaxed: new URL("./depthwise_relaxed.wasm", import.meta.url),
};
