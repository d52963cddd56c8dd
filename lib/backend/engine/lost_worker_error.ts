/**
 * Says that a worker thread did not come back from a kernel.
 *
 * @example
 * ```ts
 * import { LostWorkerError } from "fullgrad/backend";
 * import { assert } from "@std/assert";
 *
 * const error: unknown = new LostWorkerError(5000);
 * if (error instanceof LostWorkerError) {
 *   assert(error.message.includes("it has not for 5 s"));
 * }
 * ```
 */
export class LostWorkerError extends Error {
  /**
   * An error about a worker.
   *
   * @param milliseconds How long it was waited for.
   */
  constructor(milliseconds: number) {
    super(
      `Cannot finish a kernel as a worker thread must come back: it has not for ${
        milliseconds / 1000
      } s. What follows runs in one thread, until startBackend() is asked for more`,
    );
    this.name = "LostWorkerError";
  }
}
