import * as tf from "@tensorflow/tfjs";
import {
  type EngineKernel,
  type FullgradBackend,
  type KernelBinary,
  type KernelCall,
  tfjsKernel,
} from "../../engine/mod.ts";
import { BLOCK_SCRATCH_BYTES, planBlocks } from "../matmul/plan_blocks.ts";
import { winogradFilterGradient } from "../winograd/filter_gradient.ts";
import { useWinogradFilterGradient } from "../winograd/use_winograd.ts";
import { addSlicesArgs, SLICE_UNIT } from "../simd/args.ts";
import { filterGradientArgs } from "./args.ts";

/** What tfjs says about a convolution. */
interface ConvolutionAttributes {
  /** Rows and columns between outputs. */
  readonly strides: number | [number, number];
  /** Rows and columns between taps; default: 1. */
  readonly dilations?: number | [number, number];
  /** What is added at the edges. */
  readonly pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  /** What an explicit padding that does not fit is rounded to. */
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  /** Whether the channels of the images come last, NHWC, or first, NCHW. */
  readonly dataFormat?: string;
  /** Height and width of the filter, input and output channels. */
  readonly filterShape: readonly number[];
}

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
  return tfjsKernel("Transpose")({
    inputs: { x },
    attrs: { perm: [0, 2, 3, 1] },
    backend,
  }) as tf.TensorInfo;
}

/**
 * The gradient of a convolution with respect to its filter. The blocks and
 * slices depend on the shapes alone, so that it is the same, bit for bit, on
 * any number of threads. The channels of `x` and `dy` come last.
 */
function filterGradient(
  backend: FullgradBackend,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  attributes: ConvolutionAttributes,
): tf.TensorInfo {
  const info = convolution(x.shape, attributes);
  const { batchSize, outHeight, outWidth, filterHeight, filterWidth } = info;
  const shape = {
    batch: batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight,
    outWidth,
    outChannels: info.outChannels,
  };
  if (isPlain(info) && useWinogradFilterGradient(shape)) {
    return winogradFilterGradient(backend, x, dy, shape, info.padInfo);
  }
  const out = backend.makeOutput(info.filterShape, "float32");
  const size = tf.util.sizeFromShape(info.filterShape);
  if (size === 0) return out;
  const positions = batchSize * outHeight * outWidth;
  // Without dilation, the taps of a row of the filter lie together.
  const runTaps = info.dilationWidth === 1 ? filterWidth : 1;
  const runsAcross = filterWidth / runTaps;
  const runs = filterHeight * runsAcross;
  const runLength = runTaps * info.inChannels;
  const plan = planBlocks(runs, runLength, info.outChannels, positions);
  const accumulate = (address: number) =>
    backend.launch({
      operation: "conv2d_filter_gradient",
      function: "filterGradient",
      args: filterGradientArgs.pack({
        x: backend.address(x),
        dy: backend.address(dy),
        results: address,
        outChannels: info.outChannels,
        positions,
        runs,
        runLength,
        ...plan.blocks,
        inHeight: info.inHeight,
        inWidth: info.inWidth,
        channels: info.inChannels,
        outHeight,
        outWidth,
        strideY: info.strideHeight,
        strideX: info.strideWidth,
        dilationY: info.dilationHeight,
        dilationX: info.dilationWidth,
        padTop: info.padInfo.top,
        padLeft: info.padInfo.left,
        runsAcross,
        runTaps,
      }),
      units: plan.units,
      chunk: plan.chunk,
      scratchBytes: BLOCK_SCRATCH_BYTES + 4 * plan.rows,
    });
  if (plan.slices === 1) {
    accumulate(backend.address(out));
    return out;
  }
  backend.withWorkspace(plan.slices * size * 4, (address) => {
    accumulate(address);
    backend.launch({
      operation: "conv2d_filter_gradient",
      function: "addSlices",
      args: addSlicesArgs.pack({
        slices: address,
        count: plan.slices,
        out: backend.address(out),
        length: size,
      }),
      units: Math.ceil(size / SLICE_UNIT),
    });
  });
  return out;
}

/** Whether Winograd's algorithm applies. */
function isPlain(info: tf.backend_util.Conv2DInfo): boolean {
  return info.filterHeight === 3 && info.filterWidth === 3 &&
    info.strideHeight === 1 && info.strideWidth === 1 &&
    info.dilationHeight === 1 && info.dilationWidth === 1;
}

function convolution(
  inShape: readonly number[],
  { strides, dilations, pad, dimRoundingMode, filterShape }:
    ConvolutionAttributes,
): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computeConv2DInfo(
    inShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    false,
  );
}
