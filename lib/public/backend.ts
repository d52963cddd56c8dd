/**
 * Tensor backends and what can go wrong with them.
 *
 * ```ts
 * import { startBackend } from "fullgrad/backend";
 *
 * const { name, reason } = await startBackend();
 * console.log(`${name}: ${reason}`);
 * ```
 *
 * @module
 */
export {
  type BackendName,
  type BackendOptions,
  HeapExhaustedError,
  LostDeviceError,
  LostWorkerError,
  startBackend,
  type StartedBackend,
  UnsupportedBackendError,
} from "../backend/mod.ts";
