import * as tf from "@tensorflow/tfjs";
import { type KernelCall, tfjsKernel } from "../../engine/mod.ts";

type Call = KernelCall<
  { readonly x: tf.TensorInfo; readonly indices: tf.TensorInfo },
  { readonly axis: number; readonly batchDims: number }
>;

/**
 * Slices of `x` along an axis. With several batches tfjs's kernel reads indices
 * beyond the last and the slices that they name; here all batches are one, whose
 * indices count through them.
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
  if (batchSize === 1 || outputShape.includes(0) || x.shape.includes(0)) {
    return tfjsKernel("GatherV2")(call) as tf.TensorInfo;
  }
  const given = backend.readSync(indices.dataId) as Int32Array;
  const wrong = given.find((index) => !(index >= 0 && index < dimSize));
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot gather slices as their indices must be within 0…${
        dimSize - 1
      }: current value is ${wrong}`,
    );
  }
  const perBatch = given.length / batchSize;
  const counted = new Int32Array(outerSize * given.length);
  for (let row = 0, at = 0; row < batchSize * outerSize; row++) {
    const batch = Math.floor(row / outerSize);
    for (let i = 0; i < perBatch; i++) {
      counted[at++] = row * dimSize + given[batch * perBatch + i]!;
    }
  }
  const flat = backend.makeOutput([counted.length], "int32", null, counted);
  const out = tfjsKernel("GatherV2")({
    inputs: {
      x: { ...x, shape: [batchSize * outerSize * dimSize, sliceSize] },
      indices: flat,
    },
    attrs: { axis: 0, batchDims: 0 },
    backend,
  }) as tf.TensorInfo;
  backend.disposeData(flat.dataId);
  return { ...out, shape: outputShape };
}
