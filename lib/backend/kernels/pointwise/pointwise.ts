import type { EngineKernel } from "../../engine/engine_kernel.ts";
import type { KernelBinary } from "../../engine/kernel_binaries.ts";
import { addN } from "./add_n.ts";
import { fusedBatchNorm } from "./batch_norm.ts";
import { binaryKernels } from "./binary.ts";
import { unaryKernels } from "./unary.ts";

/** Functions of every element, of pairs with broadcasting, and batch norm. */
export const pointwiseKernels: readonly EngineKernel[] = [
  ...unaryKernels,
  ...binaryKernels,
  { kernelName: "AddN", kernelFunc: addN },
  { kernelName: "FusedBatchNorm", kernelFunc: fusedBatchNorm },
];

/** Where the binary lies. */
export const pointwiseBinary: KernelBinary = {
  operation: "pointwise",
  plain: new URL("./pointwise.wasm", import.meta.url),
};
