/** Says what about a model is not as it must be; its reader says which file. */
export class MalformedModelError extends TypeError {
  /** What must be, and what is. */
  readonly reason: string;

  /**
   * An error about a model.
   *
   * @param reason What must be, and what is.
   */
  constructor(reason: string) {
    super(`Cannot build the graph as ${reason}`);
    this.reason = reason;
  }
}
