import type * as tf from "@tensorflow/tfjs";
import type { EngineKernel, KernelCall } from "../../engine/mod.ts";

/**
 * The same values under another tensor. tfjs's kernel copies them, which costs
 * time wherever a gradient keeps what it needs, and makes tfjs believe that an
 * operation leaks.
 */
export const identityKernels: readonly EngineKernel[] = [
  { kernelName: "Identity", kernelFunc: identity },
];

/** A second tensor on the data of `x`, of any type. */
export function identity(
  { inputs: { x }, backend }: KernelCall<{ readonly x: tf.TensorInfo }>,
): tf.TensorInfo {
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}
