import { assert, assertEquals } from "@std/assert";

/** What a job that begins and computes a little takes at most, on any machine. */
const LIMIT = 120_000;

/** A program of this repository in a process of its own, to be killed. */
export class ChildJob implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  #ended: Deno.CommandStatus | undefined;

  constructor([program, ...args]: readonly string[]) {
    this.#process = new Deno.Command(program!, {
      args,
      stdout: "null",
      // What it fails with is read in the test's output.
      stderr: "inherit",
      env: { NO_COLOR: "1" },
    }).spawn();
    this.#process.status.then((status) => this.#ended = status);
  }

  /** The program's command. */
  static command(program: string, args: readonly string[]): string[] {
    return [Deno.execPath(), "run", "-A", "--no-check", program, ...args];
  }

  /** Waits until something is so; fails if the job ends before. */
  async until(isSo: () => boolean): Promise<void> {
    const start = performance.now();
    while (!isSo()) {
      assert(
        this.#ended === undefined,
        `the job ended: ${JSON.stringify(this.#ended)}`,
      );
      assert(
        performance.now() - start < LIMIT,
        `it has not come about in ${LIMIT} ms`,
      );
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** Kills it; fails if it has ended by itself. */
  async kill(): Promise<void> {
    assertEquals(this.#ended, undefined);
    this.#process.kill("SIGKILL");
    assertEquals((await this.#process.status).signal, "SIGKILL");
  }

  /** Waits for its end; fails if it fails. */
  async end(): Promise<void> {
    const { success, code } = await this.#process.status;
    assert(success, `the job ended with ${code}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended === undefined) {
      try {
        this.#process.kill("SIGKILL");
      } catch {
        // It has ended in between.
      }
    }
    await this.#process.status;
  }
}

/** Says in a file that it waits, and waits until it is killed. */
export async function hang(path: string): Promise<never> {
  await Deno.writeTextFile(path, "");
  while (true) await new Promise((resolve) => setTimeout(resolve, 100));
}
