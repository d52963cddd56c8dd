import type { EngineKernel, KernelBinary } from "../engine/mod.ts";
import { biasTermBinary, biasTermKernels } from "./bias_term/bias_term.ts";
import { bincountKernels } from "./bincount/bincount.ts";
import { castKernels } from "./cast/cast.ts";
import { withChannelsFirst } from "./channels_first/channels_first.ts";
import { conv2dBinary, conv2dKernels } from "./conv2d/conv2d.ts";
import {
  conv2dFilterGradientBinary,
  conv2dFilterGradientKernels,
} from "./conv2d_filter_gradient/conv2d_filter_gradient.ts";
import { copyBinary, copyKernels } from "./copy/copy.ts";
import { depthwiseBinary, depthwiseKernels } from "./depthwise/depthwise.ts";
import { einsumKernels } from "./einsum/einsum.ts";
import { matmulBinary, matmulKernels } from "./matmul/matmul.ts";
import {
  normalizationBinary,
  normalizationKernels,
} from "./normalization/normalization.ts";
import { pointwiseBinary, pointwiseKernels } from "./pointwise/pointwise.ts";
import { poolBinary, poolKernels } from "./pool/pool.ts";
import { reduceBinary, reduceKernels } from "./reduce/reduce.ts";
import { resizeBinary, resizeKernels } from "./resize/resize.ts";
import { winogradBinary } from "./winograd/winograd.ts";

/** Every kernel of ours, by the name under which tfjs runs it. */
export const ENGINE_KERNELS: readonly EngineKernel[] = [
  ...biasTermKernels,
  ...bincountKernels,
  ...castKernels,
  ...withChannelsFirst(conv2dKernels),
  ...withChannelsFirst(conv2dFilterGradientKernels),
  ...copyKernels,
  ...depthwiseKernels,
  ...einsumKernels,
  ...matmulKernels,
  ...normalizationKernels,
  ...pointwiseKernels,
  ...poolKernels,
  ...reduceKernels,
  ...resizeKernels,
];

/** The binaries of the kernels. */
export const KERNEL_BINARIES: readonly KernelBinary[] = [
  biasTermBinary,
  conv2dBinary,
  conv2dFilterGradientBinary,
  copyBinary,
  depthwiseBinary,
  matmulBinary,
  normalizationBinary,
  pointwiseBinary,
  poolBinary,
  reduceBinary,
  resizeBinary,
  winogradBinary,
];
