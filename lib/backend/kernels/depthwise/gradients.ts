import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import { scaledFilter } from "./forward.ts";
import { addSlicesArgs, SLICE_UNIT } from "../simd/args.ts";
import { filterGradientArgs, inputGradientArgs } from "./args.ts";
import {
  type DepthwiseAttributes,
  depthwiseLayout,
  rowChunk,
  rowWork,
} from "./layout.ts";

/** The tensors of {@linkcode inputGradient}. */
export interface InputGradientInputs {
  /** The gradient by the output. */
  readonly dy: tf.TensorInfo;
  /** Filter, [height, width, C, multiplier]. */
  readonly filter: tf.TensorInfo;
  /** Factors of `dy`, per channel. */
  readonly scale?: tf.TensorInfo;
}

/** The gradient of a depthwise convolution with respect to its input. */
export function inputGradient(
  backend: FullgradBackend,
  { dy, filter, scale }: InputGradientInputs,
  inShape: readonly number[],
  attributes: DepthwiseAttributes,
): tf.TensorInfo {
  const { info, sizes } = depthwiseLayout(inShape, filter.shape, attributes);
  const { batchSize, inHeight, inWidth, outChannels } = info;
  const out = backend.makeOutput(info.inShape, "float32");
  const scaled = scaledFilter(backend, filter, scale);
  backend.launch({
    operation: "depthwise",
    function: "inputGradient",
    args: inputGradientArgs.pack({
      dy: backend.address(dy),
      filter: backend.address(scaled),
      out: backend.address(out),
      ...sizes,
    }),
    units: inWidth * info.inChannels > 0 ? batchSize * inHeight : 0,
    chunk: rowChunk(info),
    scratchBytes: filter.shape[3]! > 1 ? inWidth * outChannels * 4 : 0,
  });
  if (scale) backend.disposeData(scaled.dataId);
  return out;
}

/** Slices into which the sum over positions is cut at most. */
const MAX_SLICES = 32;

/**
 * The gradient of a depthwise convolution with respect to its filter. The
 * slices depend on the shapes alone, so that it is the same, bit for bit, on
 * any number of threads.
 */
export function filterGradient(
  backend: FullgradBackend,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  filterShape: readonly number[],
  attributes: DepthwiseAttributes,
): tf.TensorInfo {
  const { info, sizes } = depthwiseLayout(x.shape, filterShape, attributes);
  const out = backend.makeOutput(info.filterShape, "float32");
  const size = filterShape.reduce((product, length) => product * length, 1);
  const rows = info.batchSize * info.outHeight;
  const sliceRows = Math.max(
    1,
    Math.ceil(rows / MAX_SLICES),
    Math.ceil(200_000 / rowWork(info)),
  );
  const slices = Math.max(1, Math.ceil(rows / sliceRows));
  const accumulate = (address: number) =>
    backend.launch({
      operation: "depthwise",
      function: "filterGradient",
      args: filterGradientArgs.pack({
        x: backend.address(x),
        dy: backend.address(dy),
        slices: address,
        ...sizes,
        rows,
        sliceRows,
      }),
      units: size > 0 ? slices : 0,
      chunk: 1,
      scratchBytes: filterShape[3]! > 1
        ? info.inWidth * info.outChannels * 4
        : 0,
    });
  if (slices === 1) {
    accumulate(backend.address(out));
    return out;
  }
  backend.withWorkspace(slices * size * 4, (address) => {
    accumulate(address);
    backend.launch({
      operation: "depthwise",
      function: "addSlices",
      args: addSlicesArgs.pack({
        slices: address,
        count: slices,
        out: backend.address(out),
        length: size,
      }),
      units: Math.ceil(size / SLICE_UNIT),
    });
  });
  return out;
}
