import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import {
  type DepthwiseAttributes,
  depthwiseLayout,
  rowWork,
} from "./layout.ts";

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
  const { info, words } = depthwiseLayout(x.shape, filterShape, attributes);
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
      args: [
        backend.address(x),
        backend.address(dy),
        address,
        ...words,
        rows,
        sliceRows,
      ],
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
      args: [address, slices, backend.address(out), size],
      units: Math.ceil(size / 4096),
    });
  });
  return out;
}
