import type { EngineKernel } from "../engine/engine_kernel.ts";
import type { KernelBinary } from "../engine/kernel_binaries.ts";

/** Every kernel of ours, by the name under which tfjs runs it. */
export const ENGINE_KERNELS: readonly EngineKernel[] = [];

/** The binaries of the kernels. */
export const KERNEL_BINARIES: readonly KernelBinary[] = [];
