/**
 * Starting a tensor backend.
 *
 * @module
 */
export { addAll } from "./add_all.ts";
export { HeapExhaustedError } from "./engine/heap.ts";
export { backendThreads } from "./start_engine.ts";
export { LostWorkerError } from "./engine/lost_worker_error.ts";
export { type FusedKernelName, runFused } from "./run_fused.ts";
export {
  BACKEND_NAMES,
  type BackendName,
  backendNotes,
  type BackendOptions,
  ensureBackend,
  startBackend,
  type StartedBackend,
} from "./start_backend.ts";
export { LostDeviceError } from "./webgpu/lost_device.ts";
export { UnsupportedBackendError } from "./unsupported_backend_error.ts";
