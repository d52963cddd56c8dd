import type * as tf from "@tensorflow/tfjs";
import type { EngineKernel, KernelCall } from "../../engine/mod.ts";

/** The same values under another tensor, of their type or another. */
export const castKernels: readonly EngineKernel[] = [
  { kernelName: "Identity", kernelFunc: identity },
  { kernelName: "Cast", kernelFunc: cast },
];

/**
 * A second tensor on the data of `x`, of any type. tfjs's kernel copies them,
 * which costs time wherever a gradient keeps what it needs, and makes tfjs
 * believe that an operation leaks.
 */
export function identity(
  { inputs: { x }, backend }: KernelCall<{ readonly x: tf.TensorInfo }>,
): tf.TensorInfo {
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}

/**
 * To the type that they have, nothing is copied; to bool, all but 0 is true,
 * where tfjs's kernel takes the lowest eight bits.
 */
function cast(
  call: KernelCall<
    { readonly x: tf.TensorInfo },
    { readonly dtype: tf.DataType }
  >,
): tf.TensorInfo {
  const { inputs: { x }, attrs: { dtype }, backend } = call;
  if (x.dtype === dtype) return identity(call);
  const out = backend.makeOutput(x.shape, dtype);
  const from = backend.typedArrayFromHeap(x);
  const to = backend.typedArrayFromHeap(out);
  if (dtype === "bool") {
    for (let i = 0; i < from.length; i++) to[i] = from[i] === 0 ? 0 : 1;
  } else {
    to.set(from);
  }
  return out;
}
