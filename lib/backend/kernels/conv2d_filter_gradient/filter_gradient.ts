import * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import {
  BLOCK_SCRATCH_BYTES,
  type BlockPlan,
  planBlocks,
} from "../matmul/plan_blocks.ts";

/** What tfjs says about a convolution. */
export interface ConvolutionAttributes {
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

/**
 * The gradient of a convolution with respect to its filter. The blocks and
 * slices depend on the shapes alone, so that it is the same, bit for bit, on
 * any number of threads. The channels of `x` and `dy` come last.
 */
export function filterGradient(
  backend: FullgradBackend,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  attributes: ConvolutionAttributes,
): tf.TensorInfo {
  const info = convolution(x.shape, attributes);
  const { batchSize, outHeight, outWidth, filterHeight, filterWidth } = info;
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
      args: [
        backend.address(x),
        backend.address(dy),
        address,
        info.outChannels,
        positions,
        runs,
        runLength,
        ...blockWords(plan),
        info.inHeight,
        info.inWidth,
        info.inChannels,
        outHeight,
        outWidth,
        info.strideHeight,
        info.strideWidth,
        info.dilationHeight,
        info.dilationWidth,
        info.padInfo.top,
        info.padInfo.left,
        runsAcross,
        runTaps,
      ],
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
      args: [address, plan.slices, backend.address(out), size],
      units: Math.ceil(size / 4096),
    });
  });
  return out;
}

function blockWords(plan: BlockPlan): number[] {
  return [
    plan.rowBlocks,
    plan.rows,
    plan.columnBlocks,
    plan.columns,
    plan.slices,
    plan.sliceLength,
  ];
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
