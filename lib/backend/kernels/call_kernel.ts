import * as tf from "@tensorflow/tfjs";
import { type FullgradBackend, tfjsKernel } from "../engine/mod.ts";

/**
 * The output of another kernel of the backend that runs: ours, or tfjs's own
 * where we have none. The caller frees it.
 */
export function callKernel(
  backend: FullgradBackend,
  kernelName: string,
  inputs: tf.NamedTensorInfoMap,
  attrs: Record<string, unknown> = {},
): tf.TensorInfo {
  const registered = tf.getKernel(kernelName, tf.getBackend())?.kernelFunc as
    | ReturnType<typeof tfjsKernel>
    | undefined;
  const run = registered ?? tfjsKernel(kernelName);
  return run({ inputs, attrs, backend }) as tf.TensorInfo;
}
