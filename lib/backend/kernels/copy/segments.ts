import * as tf from "@tensorflow/tfjs";
import type { KernelCall } from "../../engine/engine_kernel.ts";
import { callKernel } from "../call_kernel.ts";

/** Columns of a unit. */
const UNIT_COLUMNS = 256;

/** The sums of the rows of every segment, `[numSegments, ...]`. */
export function unsortedSegmentSum(
  { inputs: { x, segmentIds }, attrs: { numSegments }, backend }: KernelCall<
    { readonly x: tf.TensorInfo; readonly segmentIds: tf.TensorInfo },
    { readonly numSegments: number }
  >,
): tf.TensorInfo {
  const cast = x.dtype === "float32"
    ? undefined
    : callKernel(backend, "Cast", { x }, { dtype: "float32" });
  const rows = tf.util.sizeFromShape(segmentIds.shape);
  const rest = x.shape.slice(segmentIds.shape.length);
  const columns = tf.util.sizeFromShape(rest);
  const out = backend.makeOutput([numSegments, ...rest], "float32");
  const units = Math.ceil(columns / UNIT_COLUMNS);
  backend.launch({
    operation: "copy",
    function: "segmentSums",
    args: [
      backend.address(cast ?? x),
      backend.address(segmentIds),
      backend.address(out),
      rows,
      numSegments,
      columns,
      UNIT_COLUMNS,
    ],
    units,
    ...rows * columns <= 65536 && { chunk: units },
  });
  if (cast) backend.disposeData(cast.dataId);
  return out;
}
