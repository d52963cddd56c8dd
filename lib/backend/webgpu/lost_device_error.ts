/** Says that a GPU is gone, with all tensors on it, and why. */
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
