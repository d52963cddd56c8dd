import type * as tf from "@tensorflow/tfjs";
import type { KernelCall } from "../../engine/engine_kernel.ts";
import { stockKernel } from "../../engine/stock_kernels.ts";
import { binary } from "./binary.ts";

/** The sum of tensors of one shape, which tfjs passes as a list. */
export function addN(
  call: KernelCall,
): tf.TensorInfo | tf.TensorInfo[] {
  const { inputs, backend } = call;
  const [first, second, ...rest] = Object.values(inputs) as tf.TensorInfo[];
  if (second === undefined || first!.dtype !== "float32") {
    return stockKernel("AddN")(call);
  }
  const out = binary(backend, "add", first!, second);
  for (const tensor of rest) binary(backend, "add", out, tensor, out);
  return out;
}
