import * as tf from "@tensorflow/tfjs";
import { type KernelCall, tfjsKernel } from "../../engine/mod.ts";
import { gatherArgs } from "./args.ts";

type Call = KernelCall<
  { readonly x: tf.TensorInfo; readonly indices: tf.TensorInfo },
  { readonly axis: number; readonly batchDims: number }
>;

/** Bytes of a unit, some 10 µs. */
const UNIT_BYTES = 65536;

/**
 * Slices of `x` along an axis. With several batches tfjs's kernel reads indices
 * beyond the last and the slices that they name, and with one it computes the
 * place of every value; here whole slices are copied.
 *
 * @throws {RangeError} If an index names no slice.
 */
export function gather(call: Call): tf.TensorInfo {
  const { inputs: { x, indices }, attrs, backend } = call;
  const axis = tf.util.parseAxisParam(attrs.axis, x.shape)[0]!;
  const info = tf.backend_util.segment_util.collectGatherOpShapeInfo(
    x as tf.Tensor,
    indices as tf.Tensor,
    axis,
    attrs.batchDims,
  );
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } = info;
  if (x.dtype === "string" || x.shape.includes(0) || outputShape.includes(0)) {
    return tfjsKernel("GatherV2")(call) as tf.TensorInfo;
  }
  const given = backend.typedArrayFromHeap(indices);
  const wrong = given.find((index) => !(index >= 0 && index < dimSize));
  if (wrong !== undefined) {
    throw new RangeError(
      // The second half is what tfjs says.
      `Cannot gather slices as each index must be that of one, GatherV2: the index value ${wrong} is not in [0, ${
        dimSize - 1
      }]`,
    );
  }
  const perBatch = given.length / batchSize;
  const sliceBytes = sliceSize * tf.util.bytesPerElement(x.dtype);
  const rows = batchSize * outerSize * perBatch;
  const unitRows = Math.max(1, Math.floor(UNIT_BYTES / sliceBytes));
  const units = Math.ceil(rows / unitRows);
  const out = backend.makeOutput(outputShape, x.dtype);
  backend.launch({
    operation: "copy",
    function: "gather",
    args: gatherArgs.pack({
      x: backend.address(x),
      indices: backend.address(indices),
      out: backend.address(out),
      sliceBytes,
      length: dimSize,
      count: perBatch,
      outer: outerSize,
      rows,
      unitRows,
    }),
    units,
    ...units <= 4 && { chunk: units },
  });
  return out;
}
