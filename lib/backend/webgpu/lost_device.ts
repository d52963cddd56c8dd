import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";

/**
 * Says that a GPU is gone, with all tensors on it, and why.
 *
 * @example
 * ```ts
 * import { LostDeviceError } from "fullgrad/backend";
 * import { assertEquals } from "@std/assert";
 *
 * const error: unknown = new LostDeviceError("out of memory");
 * if (error instanceof LostDeviceError) {
 *   assertEquals(error.reason, "out of memory");
 * }
 * ```
 */
export class LostDeviceError extends Error {
  /** What the driver says. */
  readonly reason: string;

  /**
   * An error about the device that is lost.
   *
   * @param reason What the driver says.
   */
  constructor(reason: string) {
    super(
      `Cannot go on with the webgpu backend as its device must be there: it is lost with all its tensors (${reason}). startBackend() starts another`,
    );
    this.name = "LostDeviceError";
    this.reason = reason;
  }
}

const lost = new WeakSet<object>();

/** Whether a device that {@linkcode failWhenLost} watches is lost. */
export function isLost(device: GPUDevice): boolean {
  return lost.has(device);
}

/**
 * Makes a backend throw {@linkcode LostDeviceError} once its device is lost.
 * tfjs would compute on, and wait for values for ever or read zeros.
 */
export function failWhenLost(backend: WebGPUBackend, device: GPUDevice): void {
  let error: LostDeviceError | undefined;
  const pending = new Set<(error: Error) => void>();
  device.lost.then(({ message, reason }) => {
    error = new LostDeviceError(message || reason);
    lost.add(device);
    for (const reject of pending) reject(error);
  });
  const { read, runWebGPUProgram } = backend;
  backend.runWebGPUProgram = (...given) => {
    if (error) throw error;
    return runWebGPUProgram.apply(backend, given);
  };
  // A race with `device.lost` would keep every value that was ever read.
  backend.read = (dataId) =>
    new Promise((resolve, reject) => {
      if (error) return reject(error);
      pending.add(reject);
      read.call(backend, dataId).then(resolve, (cause) => {
        // Where a read fails because of the loss, the news of it comes after.
        setTimeout(() => reject(error ?? cause), 0);
      }).finally(() => pending.delete(reject));
    });
}
