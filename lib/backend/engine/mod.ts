/**
 * Our backend: tfjs's WASM kernels on a shared heap, and threads for ours.
 *
 * @module
 */
export type { EngineKernel, KernelCall } from "./engine_kernel.ts";
export type { FullgradBackend, Launch } from "./fullgrad_backend.ts";
export type { KernelBinary } from "./kernel_binaries.ts";
export { tfjsKernel } from "./tfjs_kernels.ts";
