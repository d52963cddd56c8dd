/**
 * Our kernels for the WASM backend, one folder per operation.
 *
 * @module
 */
export { ENGINE_KERNELS, KERNEL_BINARIES } from "./all_kernels.ts";
