import type * as tf from "@tensorflow/tfjs";
import type { EngineKernel, KernelCall } from "../../engine/mod.ts";
import { identity } from "../identity/identity.ts";

/**
 * Values of another type. To the type that they have, nothing is copied; to
 * bool, all but 0 is true, where tfjs's kernel takes the lowest eight bits.
 */
export const castKernels: readonly EngineKernel[] = [
  { kernelName: "Cast", kernelFunc: cast },
];

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
