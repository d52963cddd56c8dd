import type * as tf from "@tensorflow/tfjs";
import {
  type EngineKernel,
  type FullgradBackend,
  type KernelBinary,
  type KernelCall,
  stockKernel,
} from "../../engine/mod.ts";
import {
  type ConvolutionAttributes,
  filterGradient,
} from "./filter_gradient.ts";

/** The gradient of a convolution with respect to its filter. */
export const conv2dFilterGradientKernels: readonly EngineKernel[] = [
  {
    kernelName: "Conv2DBackpropFilter",
    kernelFunc: (
      { inputs, attrs, backend }: KernelCall<
        { x: tf.TensorInfo; dy: tf.TensorInfo },
        ConvolutionAttributes
      >,
    ) => {
      const { x, dy } = inputs;
      if (attrs.dataFormat !== "NCHW") {
        return filterGradient(backend, x, dy, attrs);
      }
      const turned = [
        channelsLast(backend, x),
        channelsLast(backend, dy),
      ] as const;
      const out = filterGradient(backend, ...turned, attrs);
      for (const { dataId } of turned) backend.disposeData(dataId);
      return out;
    },
  },
];

/** The binaries. */
export const conv2dFilterGradientBinary: KernelBinary = {
  operation: "conv2d_filter_gradient",
  plain: new URL("./conv2d_filter_gradient.wasm", import.meta.url),
  relaxed: new URL("./conv2d_filter_gradient_relaxed.wasm", import.meta.url),
};

/** A copy of images whose channels come first, with channels that come last. */
function channelsLast(
  backend: FullgradBackend,
  x: tf.TensorInfo,
): tf.TensorInfo {
  return stockKernel("Transpose")({
    inputs: { x },
    attrs: { perm: [0, 2, 3, 1] },
    backend,
  }) as tf.TensorInfo;
}
