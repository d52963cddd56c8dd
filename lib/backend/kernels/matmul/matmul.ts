import type * as tf from "@tensorflow/tfjs";
import {
  type EngineKernel,
  type KernelBinary,
  type KernelCall,
  stockKernel,
} from "../../engine/mod.ts";
import type { FusedSteps } from "../activation/activation.ts";
import { multiply } from "./multiply.ts";

type Call = KernelCall<
  {
    a: tf.TensorInfo;
    b: tf.TensorInfo;
    bias: tf.TensorInfo;
    preluActivationWeights: tf.TensorInfo;
  },
  FusedSteps & { readonly transposeA: boolean; readonly transposeB: boolean }
>;

/** Matrix products, plain and with bias and activation. */
export const matmulKernels: readonly EngineKernel[] = [
  {
    kernelName: "BatchMatMul",
    kernelFunc: (call: Call) =>
      multiplyAsFloats(call, { activation: "linear" }),
  },
  {
    kernelName: "_FusedMatMul",
    kernelFunc: (call: Call) => {
      const { bias, preluActivationWeights } = call.inputs;
      const steps = { ...call.attrs, bias, preluActivationWeights };
      return multiplyAsFloats(call, steps);
    },
  },
];

/** The binaries. */
export const matmulBinary: KernelBinary = {
  operation: "matmul",
  plain: new URL("./matmul.wasm", import.meta.url),
  relaxed: new URL("./matmul_relaxed.wasm", import.meta.url),
};

/** Integers are multiplied as floats, exact up to 2^24. */
function multiplyAsFloats(
  { inputs: { a, b }, attrs, backend }: Call,
  steps: FusedSteps,
): tf.TensorInfo {
  const cast = (x: tf.TensorInfo, dtype: tf.DataType) =>
    stockKernel("Cast")({
      inputs: { x },
      attrs: { dtype },
      backend,
    }) as tf.TensorInfo;
  const { transposeA, transposeB } = attrs;
  if (a.dtype === "float32" && b.dtype === "float32") {
    return multiply(backend, a, b, transposeA, transposeB, steps);
  }
  const factors = [cast(a, "float32"), cast(b, "float32")] as const;
  const product = multiply(backend, ...factors, transposeA, transposeB, steps);
  const out = cast(product, a.dtype);
  for (const { dataId } of [...factors, product]) backend.disposeData(dataId);
  return out;
}
