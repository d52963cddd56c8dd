import type { EngineKernel, KernelBinary } from "../../engine/mod.ts";
import { batchNormKernels } from "./batch_norm.ts";
import { binaryKernels } from "./binary.ts";
import { gatedKernels } from "./gated.ts";
import { sgdKernels } from "./sgd.ts";
import { unaryKernels } from "./unary.ts";

/** Functions of every element, gated ones, of pairs with broadcasting, batch norm, steps of descent. */
export const pointwiseKernels: readonly EngineKernel[] = [
  ...unaryKernels,
  ...binaryKernels,
  ...gatedKernels,
  ...batchNormKernels,
  ...sgdKernels,
];

/** Where the binary lies. */
export const pointwiseBinary: KernelBinary = {
  operation: "pointwise",
  plain: new URL("./pointwise.wasm", import.meta.url),
};
