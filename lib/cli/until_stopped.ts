import process from "node:process";

/** A command was told to stop by a signal. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
  /** What a shell expects of a program that the signal has ended. */
  readonly status: number;

  /** An error for a signal such as `SIGTERM`. */
  constructor(signal: Signal) {
    super("Stopped: the same command goes on from here");
    this.status = STATUS[signal];
  }
}

/** What ends a job: a hand, or a scheduler when the time is up. */
type Signal = "SIGINT" | "SIGTERM";

/** 128 and the number of the signal. */
const STATUS: { readonly [S in Signal]: number } = {
  SIGINT: 130,
  SIGTERM: 143,
};

const SIGNALS: readonly Signal[] = process.platform === "win32"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];

/**
 * Runs work that can be stopped: at a signal to the process its `AbortSignal`
 * aborts with a {@linkcode StoppedError}, so that finished units are kept.
 */
export async function untilStopped<T>(
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const listeners = SIGNALS.map((signal) =>
    [signal, () => controller.abort(new StoppedError(signal))] as const
  );
  for (const [signal, stop] of listeners) process.on(signal, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const [signal, stop] of listeners) process.off(signal, stop);
  }
}
