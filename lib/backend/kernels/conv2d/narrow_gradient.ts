import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import type { Geometry } from "./geometry.ts";
import { narrowGradientArgs } from "./args.ts";
import { packFilter } from "./pack_filter.ts";

/** Bytes of the sums of a unit, a part of the second cache. */
const BLOCK_BYTES = 1 << 18;

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
  scale: tf.TensorInfo | undefined,
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
  }, scale);
  const width = Math.ceil(columns / 8) * 8;
  const blockRows = blockRowsOf(geometry, backend.threads);
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
      blockRows,
    }),
    units: x.in * inChannels > 0 ? images * Math.ceil(y.in / blockRows) : 0,
    chunk: 1,
    scratchBytes: 144 + Math.ceil(x.out / 6) * 6 * width * 4 +
      blockRows * x.in * 16,
  });
  return output;
}

/**
 * Rows of the input of a unit. Rows of the output that two units read are done
 * twice, so that there are no more units than keep every thread busy.
 */
function blockRowsOf({ images, y, x }: Geometry, threads: number): number {
  const fitting = Math.max(1, Math.floor(BLOCK_BYTES / (16 * x.in)));
  const units = Math.ceil(2 * threads / images);
  const blocks = Math.max(units, Math.ceil(y.in / fitting));
  return Math.max(1, Math.ceil(y.in / blocks));
}

/** The filter as one matrix: its taps and channels are columns. */
const ALL_TAPS = { tap: 0, tapStep: 1, taps: 1 };
