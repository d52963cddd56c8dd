/** A native library is not installed, or may not be loaded. */
export class MissingLibraryError extends Error {
  override readonly name = "MissingLibraryError";
  /** Name of its package. */
  readonly library: string;

  /**
   * An error of this library.
   *
   * @param what What cannot be done without it.
   * @param cause What was thrown when it was loaded.
   */
  constructor(what: string, library: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `Cannot ${what} as the library ${library} must load, which under Deno takes --allow-env, --allow-read, --allow-sys and --allow-ffi, and its package for this system installed: ${reason}`,
      { cause },
    );
    this.library = library;
  }
}
