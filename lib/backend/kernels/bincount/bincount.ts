import * as tf from "@tensorflow/tfjs";
import {
  type EngineKernel,
  type KernelCall,
  tfjsKernel,
} from "../../engine/mod.ts";

/**
 * How often each integer occurs, in a tensor of any rank. tfjs's kernel gives
 * a row per row of a matrix, of which only the first is written.
 */
export const bincountKernels: readonly EngineKernel[] = [
  { kernelName: "Bincount", kernelFunc: bincount },
];

function bincount(
  { inputs, attrs, backend }: KernelCall<{ readonly x: tf.TensorInfo }>,
): tf.TensorInfo | tf.TensorInfo[] {
  const flat = { ...inputs.x, shape: [tf.util.sizeFromShape(inputs.x.shape)] };
  return tfjsKernel("Bincount")({
    inputs: { ...inputs, x: flat },
    attrs,
    backend,
  });
}
