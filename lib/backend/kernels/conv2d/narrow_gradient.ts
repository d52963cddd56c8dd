import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import type { Geometry } from "./geometry.ts";
import { narrowGradientArgs } from "./args.ts";
import { packFilter } from "./pack_filter.ts";

/** Rows of the input of a unit: a few more of the output are done twice. */
const BLOCK_ROWS = 32;

/** Channels that fill at most half of a panel of 8 columns. */
const FEW = 4;

/** Whether the gradient for the input is faster by products of all taps. */
export function isNarrow({ groups, inChannels, y, x }: Geometry): boolean {
  return groups === 1 && inChannels <= FEW && y.taps * x.taps > 1;
}

/** As `directInputGradient`, for an input of few channels. */
export function narrowInputGradient(
  backend: FullgradBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  geometry: Geometry,
): tf.TensorInfo {
  const { images, inChannels, outChannels, y, x } = geometry;
  const output = backend.makeOutput(
    [images, y.in, x.in, inChannels],
    "float32",
  );
  const columns = y.taps * x.taps * inChannels;
  const packed = packFilter(backend, filter, {
    y: ALL_TAPS,
    x: ALL_TAPS,
    isTransposed: true,
    groups: 1,
    run: outChannels,
    columns,
    depth: outChannels,
  });
  const width = Math.ceil(columns / 8) * 8;
  backend.launch({
    operation: "conv2d",
    function: "narrowGradient",
    args: narrowGradientArgs.pack({
      dy: backend.address(dy),
      outHeight: y.out,
      outWidth: x.out,
      outChannels,
      filter: packed,
      tapsY: y.taps,
      tapsX: x.taps,
      strideY: y.stride,
      strideX: x.stride,
      dilationY: y.dilation,
      dilationX: x.dilation,
      padY: y.pad,
      padX: x.pad,
      dx: backend.address(output),
      inHeight: y.in,
      inWidth: x.in,
      inChannels,
      blockRows: BLOCK_ROWS,
    }),
    units: x.in * inChannels > 0 ? images * Math.ceil(y.in / BLOCK_ROWS) : 0,
    chunk: 1,
    scratchBytes: 144 + Math.ceil(x.out / 6) * 6 * width * 4 +
      BLOCK_ROWS * x.in * 16,
  });
  return output;
}

/** The filter as one matrix: its taps and channels are columns. */
const ALL_TAPS = { tap: 0, tapStep: 1, taps: 1 };
