/** Who writes a file: tells whether its writer is still there. */
export interface Writer {
  /** Whose process ids these are; empty where it may not be asked for. */
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
  return { host: host(), pid: globalThis.process.pid, id: ID };
}

/**
 * Whether the writer of a file is gone: a process that does not run, where its
 * id can be looked for, and else one that has given no sign of life for five
 * minutes.
 *
 * @param lastSign When the file was last touched, in milliseconds.
 */
export function isGone(writer: Writer, lastSign: number): boolean {
  if (writer.id === ID) return false;
  // A worker has the id of its process.
  if (
    writer.host !== "" && writer.host === host() &&
    writer.pid !== globalThis.process.pid
  ) {
    const runs = isRunning(writer.pid);
    if (runs !== undefined) return !runs;
  }
  return isSilent(lastSign);
}

/**
 * Whether the last sign of life is more than five minutes away; a time in the
 * future, of a clock that jumped, counts like the past.
 */
export function isSilent(lastSign: number): boolean {
  return Math.abs(Date.now() - lastSign) > SILENCE;
}

/** Whether a process of this host runs; `undefined` if it may not be asked. */
function isRunning(pid: number): boolean | undefined {
  try {
    globalThis.process.kill(pid, 0);
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    return code === "ESRCH" ? false : code === "EPERM" ? true : undefined;
  }
}

let known: string | undefined;

/**
 * Where process ids mean the same. Machines may share a name, and containers of
 * a machine have ids of their own: in Linux it is a start of the machine and a
 * namespace of ids, beside the name.
 */
function host(): string {
  return known ??= askHost();
}

function askHost(): string {
  const { process } = globalThis;
  try {
    const name = process.getBuiltinModule("node:os").hostname();
    if (process.platform !== "linux") return name;
    const { readFileSync, readlinkSync } = process.getBuiltinModule("node:fs");
    const start = readFileSync("/proc/sys/kernel/random/boot_id", "utf8");
    const namespace = readlinkSync("/proc/self/ns/pid").replaceAll(/\D/g, "");
    return `${start.trim()}-${namespace}-${name}`;
  } catch {
    return "";
  }
}
