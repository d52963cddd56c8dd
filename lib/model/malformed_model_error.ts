import { shownUrl } from "../files/mod.ts";

/**
 * An error that names the file, where what went wrong is that a model is
 * malformed; any other error as it is.
 */
export function namingFile(error: unknown, file: URL): unknown {
  if (!(error instanceof MalformedModelError)) return error;
  return new SyntaxError(
    `Cannot load the model as ${
      shownUrl(file)
    } does not describe one: ${error.reason}`,
    { cause: error },
  );
}

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
