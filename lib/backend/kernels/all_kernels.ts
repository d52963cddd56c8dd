import type { EngineKernel } from "../engine/engine_kernel.ts";
import type { KernelBinary } from "../engine/kernel_binaries.ts";
import { biasTermKernels } from "./bias_term/bias_term.ts";
import { bincountKernels } from "./bincount/bincount.ts";
import { castKernels } from "./cast/cast.ts";
import { conv2dBinary, conv2dKernels } from "./conv2d/conv2d.ts";
import {
  conv2dFilterGradientBinary,
  conv2dFilterGradientKernels,
} from "./conv2d_filter_gradient/conv2d_filter_gradient.ts";
import { depthwiseBinary, depthwiseKernels } from "./depthwise/depthwise.ts";
import { einsumKernels } from "./einsum/einsum.ts";
import { identityKernels } from "./identity/identity.ts";
import { matmulBinary, matmulKernels } from "./matmul/matmul.ts";
import { winogradBinary } from "./winograd/winograd.ts";

/** Every kernel of ours, by the name under which tfjs runs it. */
export const ENGINE_KERNELS: readonly EngineKernel[] = [
  ...biasTermKernels,
  ...bincountKernels,
  ...castKernels,
  ...conv2dKernels,
  ...conv2dFilterGradientKernels,
  ...depthwiseKernels,
  ...einsumKernels,
  ...identityKernels,
  ...matmulKernels,
];

/** The binaries of the kernels. */
export const KERNEL_BINARIES: readonly KernelBinary[] = [
  {
    operation: "bias_term",
    plain: new URL("./bias_term/bias_term.wasm", import.meta.url),
  },
  conv2dBinary,
  conv2dFilterGradientBinary,
  depthwiseBinary,
  matmulBinary,
  winogradBinary,
];
