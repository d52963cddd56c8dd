/** Measures matrix products: the dense layers of VGG-16 and large matrices. */
import { type MeasuredProduct, measureProducts } from "../measure_products.ts";
import { matmulKernels } from "../../../../lib/backend/kernels/matmul/matmul.ts";

/** Rows, columns, length of the sums. */
const SIZES = [
  [1, 4096, 25088],
  [8, 4096, 25088],
  [1, 4096, 4096],
  [1, 1000, 2048],
  [32, 4096, 4096],
  [512, 512, 512],
  [3136, 256, 64],
  [49, 512, 2048],
  [64, 64, 10000],
  [100, 100, 100],
  [4096, 4096, 1],
  // A vision transformer's dense layers on 197 tokens, and a head's attention.
  [197, 768, 768],
  [197, 3072, 768],
  [197, 768, 3072],
  [197, 197, 64],
  [197, 64, 197],
] as const;

function calls([m, n, k]: typeof SIZES[number]): MeasuredProduct[] {
  return [[false, false], [false, true], [true, false]].map((
    [transposeA, transposeB],
  ) => ({
    name: `${m}×${k}${transposeA ? "ᵀ" : ""} · ${k}×${n}${
      transposeB ? "ᵀ" : ""
    }`,
    kernelName: "BatchMatMul",
    shapes: {
      a: transposeA ? [1, k, m] : [1, m, k],
      b: transposeB ? [1, n, k] : [1, k, n],
    },
    attrs: { transposeA, transposeB },
    operations: 2 * m * n * k,
    bytes: 4 * (m * k + k * n + m * n),
  }));
}

/** Prints what was measured. */
export async function bench(): Promise<void> {
  await measureProducts(["matmul"], matmulKernels, SIZES.flatMap(calls));
}
