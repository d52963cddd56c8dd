import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import {
  type DepthwiseAttributes,
  depthwiseLayout,
  rowChunk,
} from "./layout.ts";

/** The gradient of a depthwise convolution with respect to its input. */
export function inputGradient(
  backend: FullgradBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  inShape: readonly number[],
  attributes: DepthwiseAttributes,
): tf.TensorInfo {
  const { info, words } = depthwiseLayout(inShape, filter.shape, attributes);
  const { batchSize, inHeight, inWidth, outChannels } = info;
  const out = backend.makeOutput(info.inShape, "float32");
  backend.launch({
    operation: "depthwise",
    function: "inputGradient",
    args: [
      backend.address(dy),
      backend.address(filter),
      backend.address(out),
      ...words,
    ],
    units: inWidth * info.inChannels > 0 ? batchSize * inHeight : 0,
    chunk: rowChunk(info),
    scratchBytes: filter.shape[3]! > 1 ? inWidth * outChannels * 4 : 0,
  });
  return out;
}
