/** Says that a worker thread did not come back from a kernel. */
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
