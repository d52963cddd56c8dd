import { isRecord } from "../../options/mod.ts";
import { cannotWrite } from "./write_atomic.ts";
import { isGone, SILENCE, thisWriter, type Writer } from "./process.ts";

/** How often a lease gives a sign of life, in milliseconds. */
const HEARTBEAT = SILENCE / 15;

/** How long one who waits for a lease waits before it looks again. */
const PAUSE = 100;

/**
 * The right to compute a unit, as a file beside it: of the processes that share
 * a folder one has it at a time, until it gives it back or is gone.
 *
 * Should two processes hold one all the same, as after a pause of five minutes,
 * both compute the same numbers: what is lost is time.
 */
export class Lease implements AsyncDisposable {
  readonly #path: string;
  readonly #heartbeat: ReturnType<typeof setInterval>;

  private constructor(path: string) {
    this.#path = path;
    this.#heartbeat = setInterval(() => {
      const now = new Date();
      Deno.utime(path, now, now).catch(() => {});
    }, HEARTBEAT);
    Deno.unrefTimer(this.#heartbeat as unknown as number);
  }

  /** The lease, or `undefined` where another process has it. */
  static async take(path: string): Promise<Lease | undefined> {
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        await Deno.writeTextFile(path, JSON.stringify(thisWriter()), {
          createNew: true,
        });
        return new Lease(path);
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) {
          await Deno.remove(path).catch(() => {});
          throw cannotWrite(path, error);
        }
      }
      const state = await stateOf(path);
      if (state === "held") return undefined;
      // One that was given back may be another's by now.
      if (state === "abandoned") await Deno.remove(path).catch(() => {});
    }
    return undefined;
  }

  /** The lease, as soon as no other process has it. */
  static async wait(
    path: string,
    signal: AbortSignal | undefined,
  ): Promise<Lease> {
    for (;;) {
      const lease = await Lease.take(path);
      if (lease !== undefined) return lease;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      signal?.throwIfAborted();
    }
  }

  /** Gives it back. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#heartbeat);
    await Deno.remove(this.#path).catch(() => {});
  }
}

/** What has become of a lease that another process took. */
async function stateOf(
  path: string,
): Promise<"held" | "abandoned" | "given back"> {
  try {
    const { mtime } = await Deno.stat(path);
    const writer = writerIn(await Deno.readTextFile(path));
    return isGone(writer, mtime?.getTime() ?? 0) ? "abandoned" : "held";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "given back";
    throw error;
  }
}

/** The writer in a lease's text; one nobody knows if it is not whole yet. */
function writerIn(text: string): Writer {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const { host, pid, id } = isRecord(value) ? value : {};
  return { host: String(host ?? ""), pid: Number(pid), id: String(id ?? "") };
}
