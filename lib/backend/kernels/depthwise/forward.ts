import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import {
  applySteps,
  fusedArgs,
  type FusedSteps,
  NOTHING_FUSED,
} from "../activation/activation.ts";
import { callKernel } from "../call_kernel.ts";
import { forwardArgs } from "./args.ts";
import {
  type DepthwiseAttributes,
  depthwiseLayout,
  rowChunk,
} from "./layout.ts";

/** A depthwise convolution, then its bias and activation. */
export function forward(
  backend: FullgradBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  attributes: DepthwiseAttributes,
  steps: FusedSteps,
): tf.TensorInfo {
  const { info, sizes } = depthwiseLayout(x.shape, filter.shape, attributes);
  const { batchSize, inWidth, outChannels, filterHeight } = info;
  const out = backend.makeOutput(info.outShape, "float32");
  const fused = fusedArgs(backend, steps, outChannels);
  backend.launch({
    operation: "depthwise",
    function: "forward",
    args: forwardArgs.pack({
      x: backend.address(x),
      filter: backend.address(filter),
      out: backend.address(out),
      ...sizes,
      ...fused ?? NOTHING_FUSED,
    }),
    units: info.outWidth * outChannels > 0 ? batchSize * info.outHeight : 0,
    chunk: rowChunk(info),
    scratchBytes: filter.shape[3]! > 1
      ? filterHeight * inWidth * outChannels * 4
      : 0,
  });
  return fused ? out : applySteps(backend, out, steps);
}

/** The tensors of a depthwise convolution with all that may follow it. */
export interface NormalizedInputs {
  /** Images, [N, H, W, C]. */
  readonly x: tf.TensorInfo;
  /** Filter, [height, width, C, multiplier]. */
  readonly filter: tf.TensorInfo;
  /** Factor of each output channel. */
  readonly scale?: tf.TensorInfo;
  /** Summand of each output channel. */
  readonly shift?: tf.TensorInfo;
  /** Added to the result, of its shape. */
  readonly residual?: tf.TensorInfo;
}

/** Steps, padding [[top, bottom], [left, right]] and what is last. */
export interface NormalizedAttributes
  extends Pick<DepthwiseAttributes, "strides" | "dilations"> {
  /** Zeros at the edges. */
  readonly pad: readonly [[number, number], [number, number]];
  /** What is last. */
  readonly activation: "linear" | "relu" | "relu6";
}

/**
 * activation(conv(x, filter) · scale + shift + residual); each of the four steps
 * may be missing. The scale goes into a copy of the filter.
 */
export function normalized(
  backend: FullgradBackend,
  { x, filter, scale, shift, residual }: NormalizedInputs,
  { strides, dilations, pad, activation }: NormalizedAttributes,
): tf.TensorInfo {
  const attributes: DepthwiseAttributes = {
    strides,
    ...(dilations !== undefined && { dilations }),
    pad: [[0, 0], ...pad, [0, 0]],
  };
  const scaled = scaledFilter(backend, filter, scale);
  const out = forward(
    backend,
    x,
    scaled,
    attributes,
    {
      ...(shift && { bias: shift }),
      activation: residual ? "linear" : activation,
    },
  );
  if (scale) backend.disposeData(scaled.dataId);
  if (!residual) return out;
  return applySteps(backend, out, { bias: residual, activation });
}

/** A copy of a filter times factors of its output channels; itself without them. */
export function scaledFilter(
  backend: FullgradBackend,
  filter: tf.TensorInfo,
  scale: tf.TensorInfo | undefined,
): tf.TensorInfo {
  if (scale === undefined) return filter;
  const [height, width, channels, multiplier] = filter.shape as [
    number,
    number,
    number,
    number,
  ];
  // As [taps, output channels], so that the factors are broadcast.
  const shape = [height * width, channels * multiplier];
  const scaled = callKernel(backend, "Multiply", {
    a: { ...filter, shape },
    b: scale,
  });
  return { ...scaled, shape: filter.shape };
}
