/** Who writes a file: tells whether its writer is still there. */
export interface Writer {
  /** Name of the machine; empty where it may not be asked for. */
  readonly host: string;
  readonly pid: number;
  /** Of this process alone: process ids are used again. */
  readonly id: string;
}

/** After so many milliseconds without a sign of life a writer counts as dead. */
export const SILENCE = 5 * 60_000;

const ID = crypto.randomUUID();

/** This process. */
export function thisWriter(): Writer {
  return { host: hostname(), pid: globalThis.process.pid, id: ID };
}

/**
 * Whether the writer of a file is gone: a process of this machine that does not
 * run, or one of another machine that has given no sign of life for five
 * minutes.
 *
 * @param lastSign When the file was last touched, in milliseconds; a time in
 * the future, of a clock that jumped, counts like the past.
 */
export function isGone({ host, pid, id }: Writer, lastSign: number): boolean {
  if (id === ID) return false;
  if (host !== "" && host === hostname()) {
    if (pid === globalThis.process.pid) return true;
    const runs = isRunning(pid);
    if (runs !== undefined) return !runs;
  }
  return Math.abs(Date.now() - lastSign) > SILENCE;
}

/** Whether a process of this machine runs; `undefined` if it may not be asked. */
function isRunning(pid: number): boolean | undefined {
  try {
    globalThis.process.kill(pid, 0);
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    return code === "ESRCH" ? false : code === "EPERM" ? true : undefined;
  }
}

function hostname(): string {
  try {
    return globalThis.process.getBuiltinModule("node:os").hostname();
  } catch {
    return "";
  }
}
