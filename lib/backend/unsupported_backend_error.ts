/**
 * Says which tensor backend cannot start here, and why.
 *
 * @example
 * ```ts
 * import { UnsupportedBackendError } from "fullgrad/backend";
 * import { assertEquals } from "@std/assert";
 *
 * const error: unknown = new UnsupportedBackendError("webgpu", "there is no GPU");
 * if (error instanceof UnsupportedBackendError) {
 *   assertEquals(error.message, "Cannot start the webgpu backend: there is no GPU");
 * }
 * ```
 */
export class UnsupportedBackendError extends Error {
  /** Name of the backend. */
  readonly backend: string;
  /** What is missing. */
  readonly reason: string;

  /**
   * An error about one backend.
   *
   * @param backend Name of the backend.
   * @param reason What is missing.
   */
  constructor(backend: string, reason: string, options?: ErrorOptions) {
    super(`Cannot start the ${backend} backend: ${reason}`, options);
    this.name = "UnsupportedBackendError";
    this.backend = backend;
    this.reason = reason;
  }
}
