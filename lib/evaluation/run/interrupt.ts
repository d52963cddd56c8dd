import { inNotebook } from "../../display/mod.ts";

/** The kernel of a notebook was interrupted while an experiment ran. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";

  /** An error that says how to go on. */
  constructor() {
    super(
      "Interrupted: variables are kept, and finished units where the option folder is given; the same cell goes on from there",
    );
  }
}

/**
 * Runs work that the interrupt of a notebook's kernel stops, as an `AbortSignal`
 * does. Elsewhere, and before and after, an interrupt ends the process: a kernel
 * too, and with it all variables.
 *
 * @param signal What else stops the work.
 */
export async function untilInterrupted<T>(
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (!inNotebook()) return await work(signal);
  const controller = new AbortController();
  const stop = () => controller.abort(new InterruptedError());
  const signals = [controller.signal, ...(signal ? [signal] : [])];
  globalThis.process.on("SIGINT", stop);
  try {
    return await work(AbortSignal.any(signals));
  } finally {
    globalThis.process.off("SIGINT", stop);
  }
}
