import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import {
  applySteps,
  type FusedSteps,
  fusedWords,
} from "../activation/activation.ts";
import {
  type DepthwiseAttributes,
  depthwiseLayout,
  rowChunk,
} from "./layout.ts";

/** A depthwise convolution, then its bias and activation. */
export function forward(
  backend: FullgradBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  attributes: DepthwiseAttributes,
  steps: FusedSteps,
): tf.TensorInfo {
  const { info, words } = depthwiseLayout(x.shape, filter.shape, attributes);
  const { batchSize, inWidth, outChannels, filterHeight } = info;
  const out = backend.makeOutput(info.outShape, "float32");
  const fused = fusedWords(backend, steps, outChannels);
  backend.launch({
    operation: "depthwise",
    function: "forward",
    args: [
      backend.address(x),
      backend.address(filter),
      backend.address(out),
      ...words,
      ...fused ?? [0, 0, 0, 0],
    ],
    units: info.outWidth * outChannels > 0 ? batchSize * info.outHeight : 0,
    chunk: rowChunk(info),
    scratchBytes: filter.shape[3]! > 1
      ? filterHeight * inWidth * outChannels * 4
      : 0,
  });
  return fused ? out : applySteps(backend, out, steps);
}
