import * as tf from "@tensorflow/tfjs";
import {
  type EngineKernel,
  type FullgradBackend,
  type KernelBinary,
  type KernelCall,
  tfjsKernel,
} from "../../engine/mod.ts";
import {
  applySteps,
  fusedArgs,
  type FusedSteps,
} from "../activation/activation.ts";
import type { Product } from "./product.ts";
import {
  multiplyBlocks,
  multiplyDots,
  multiplyDotsTurned,
  multiplyRows,
} from "./ways.ts";

type Call = KernelCall<
  {
    a: tf.TensorInfo;
    b: tf.TensorInfo;
    bias: tf.TensorInfo;
    preluActivationWeights: tf.TensorInfo;
  },
  FusedSteps & { readonly transposeA: boolean; readonly transposeB: boolean }
>;

type GradientCall = KernelCall<{ dy: tf.TensorInfo; kernel: tf.TensorInfo }>;

/**
 * Matrix products, plain and with bias and activation, and the gradient of a
 * dense layer by its input.
 */
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
  {
    kernelName: "FullGradDenseBackpropInput",
    kernelFunc: ({ inputs: { dy, kernel }, backend }: GradientCall) =>
      multiply(backend, dy, kernel, false, true, { activation: "linear" }),
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
    tfjsKernel("Cast")({
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

/** Rows up to which a product is bound by the reading of the other factor. */
const FEW = 8;

/**
 * The product of two tensors of matrices, then its bias and activation.
 *
 * @throws {RangeError} If the inner lengths are not the same, or the batches
 * cannot be broadcast.
 */
function multiply(
  backend: FullgradBackend,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
  steps: FusedSteps,
): tf.TensorInfo {
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [n, inner] = transposeB ? [rowsB, columnsB] : [columnsB, rowsB];
  if (k !== inner) {
    throw new RangeError(
      `Cannot multiply matrices as their inner lengths must be the same: current values are ${k} and ${inner} (shapes ${a.shape} and ${b.shape}, transposeA=${transposeA}, transposeB=${transposeB})`,
    );
  }
  const batchShape = tf.broadcast_util.assertAndGetBroadcastShape(
    a.shape.slice(0, -2),
    b.shape.slice(0, -2),
  );
  const out = backend.makeOutput([...batchShape, m, n], "float32");
  if (tf.util.sizeFromShape(out.shape) === 0) return out;
  const fused = fusedArgs(backend, steps, n);
  const product: Product = {
    m,
    n,
    k,
    transposeA,
    // A row and a column lie in the same way.
    transposeB: transposeB && k > 1,
    a: matrices(backend, a, batchShape),
    b: matrices(backend, b, batchShape),
    out: backend.address(out),
    fused,
  };
  choose(product)(backend, product);
  return fused ? out : applySteps(backend, out, steps);
}

/** The way that suits the lengths. */
function choose(
  { m, n, k, transposeA, transposeB }: Product,
): (backend: FullgradBackend, product: Product) => void {
  if (!transposeB && (m <= FEW || k <= FEW)) return multiplyRows;
  if (transposeB && m <= FEW) return multiplyDots;
  if (!transposeA && n <= FEW) return multiplyDotsTurned;
  return multiplyBlocks;
}

/** The address of the matrix that each product of the batch takes. */
function matrices(
  backend: FullgradBackend,
  tensor: tf.TensorInfo,
  batchShape: readonly number[],
): number[] {
  const own = tensor.shape.slice(0, -2);
  const bytes = tf.util.sizeFromShape(tensor.shape.slice(-2)) * 4;
  const first = backend.address(tensor);
  const count = tf.util.sizeFromShape([...batchShape]);
  return Array.from({ length: count }, (_, product) => {
    let [index, step, rest] = [0, 1, product];
    for (let axis = 1; axis <= batchShape.length; axis++) {
      const length = own.at(-axis) ?? 1;
      if (length > 1) index += step * (rest % length);
      step *= length;
      rest = Math.floor(rest / batchShape.at(-axis)!);
    }
    return first + index * bytes;
  });
}
