import type { Convolution, Padding, Pair } from "../../../lib/model/mod.ts";
import { convolution, inputGradient } from "./convolution.ts";
import type { NdArray } from "./nd_array.ts";
import { poolWindows } from "./pooling.ts";
import { outSize, padOf } from "./windows.ts";

/** `[N, H, W, I]` with kernel `[kH, kW, I / groups, O]`. */
export function conv2dReference(
  x: NdArray,
  kernel: NdArray,
  { strides, padding, dilations }: Convolution,
): NdArray {
  const [images, height, width, inChannels] = x.shape as Shape4D;
  const [kernelHeight, kernelWidth, perGroup, outChannels] = kernel
    .shape as Shape4D;
  const window = {
    size: [height, width],
    filter: [kernelHeight, kernelWidth],
    strides,
    dilations,
  } as const;
  const shape = {
    ...window,
    pad: padOf(padding, window),
    images,
    inChannels,
    outChannels,
    groups: inChannels / perGroup,
  };
  return {
    shape: [images, ...outSize(shape), outChannels],
    data: convolution(shape, x.data, kernel.data),
  };
}

type Shape4D = readonly [number, number, number, number];

/** `[N, H, W, C]` with kernel `[kH, kW, C, M]`: a conv2d with C groups. */
export function depthwiseReference(
  x: NdArray,
  kernel: NdArray,
  convolution: Convolution,
): NdArray {
  const [kernelHeight, kernelWidth, channels, multiplier] = kernel
    .shape as Shape4D;
  // [kH, kW, C, M] and [kH, kW, 1, C·M] have the same values in a row.
  const grouped = {
    shape: [kernelHeight, kernelWidth, 1, channels * multiplier],
    data: kernel.data,
  };
  return conv2dReference(x, grouped, convolution);
}

/**
 * `[N, H, W, I]` with kernel `[kH, kW, O, I]`: what the gradient for the input of
 * a convolution from O to I channels is.
 */
export function conv2dTransposeReference(
  x: NdArray,
  kernel: NdArray,
  { strides, padding, dilations }: Convolution,
): NdArray {
  const [images, height, width, inputs] = x.shape as Shape4D;
  const [kernelHeight, kernelWidth, outputs] = kernel.shape as Shape4D;
  const side = (length: number, window: number, axis: 0 | 1) => {
    const stride = strides[axis];
    const reach = (window - 1) * dilations[axis] + 1;
    const covered = (length - 1) * stride + reach;
    if (typeof padding !== "string") {
      const [before, after] = padding[axis];
      return { length: covered - before - after, pad: [before, after] };
    }
    const more = Math.max(0, window - stride);
    const before = padding === "valid" ? 0 : Math.floor(more / 2);
    const total = length * stride + (padding === "valid" ? more : 0);
    return { length: total, pad: [before, covered - total - before] };
  };
  const rows = side(height, kernelHeight, 0);
  const columns = side(width, kernelWidth, 1);
  const shape = {
    images,
    size: [rows.length, columns.length],
    inChannels: outputs,
    outChannels: inputs,
    groups: 1,
    filter: [kernelHeight, kernelWidth],
    strides,
    dilations,
    pad: [rows.pad[0]!, rows.pad[1]!, columns.pad[0]!, columns.pad[1]!],
  } as const;
  return {
    shape: [images, rows.length, columns.length, outputs],
    data: inputGradient(shape, x.data, kernel.data),
  };
}

/** `combine` of the values of every window that lie inside the input. */
export function poolReference(
  x: NdArray,
  size: Pair,
  strides: Pair,
  padding: Padding,
  combine: (values: readonly number[]) => number,
  dilations: Pair = [1, 1],
): NdArray {
  const [images, height, width, channels] = x.shape as Shape4D;
  const window = {
    size: [height, width],
    filter: size,
    strides,
    dilations,
  } as const;
  const shape = { ...window, pad: padOf(padding, window), images, channels };
  return {
    shape: [images, ...outSize(shape), channels],
    data: Float64Array.from(
      poolWindows(shape),
      (places) => combine(places.map((at) => x.data[at]!)),
    ),
  };
}
