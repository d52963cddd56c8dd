import { reasonOf } from "./run_json.ts";
import { BUDGET } from "./time_rounds.ts";
import type { Failure } from "./measurement.ts";

/** A process that runs a round for every line that it gets: see `serveRounds`. */
export interface Participant {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What a participant said: of each round, and in the end. */
export interface Answers {
  /** Milliseconds by task, round by round. */
  readonly rounds: readonly Readonly<Record<string, number>>[];
  readonly summary: object;
}

/**
 * Runs participants at once, of which one works at a time: a round of each in
 * turn, so that quotients of a round compare what met the same machine. One that
 * fails is left out from there on. Slow ones get fewer rounds, one at least.
 */
export async function interleave(
  participants: Readonly<Record<string, Participant>>,
  rounds: number,
): Promise<Record<string, Answers | Failure>> {
  const names = Object.keys(participants);
  const results: Record<string, Answers | Failure> = {};
  const running = new Map<string, Running>();
  /** What one says next; one that says nothing more is out. */
  const next = async (name: string): Promise<object | undefined> => {
    const participant = running.get(name)!;
    const message = await participant.read();
    if (message !== undefined) return message;
    running.delete(name);
    results[name] = { error: await participant.reason() };
    return undefined;
  };
  const times: Record<string, Record<string, number>[]> = {};
  for (const name of names) {
    running.set(name, new Running(participants[name]!));
    times[name] = [];
    // The first round is not counted.
    await next(name);
    running.get(name)?.pause();
  }
  const begin = performance.now();
  for (let round = 0; round < rounds; round++) {
    if (round > 0 && performance.now() - begin > BUDGET * 1000) break;
    for (const name of [...running.keys()]) {
      await running.get(name)!.ask();
      const answer = await next(name);
      if (answer) times[name]!.push(answer as Record<string, number>);
      running.get(name)?.pause();
    }
  }
  for (const name of [...running.keys()]) {
    await running.get(name)!.close();
    const summary = await next(name);
    if (summary) results[name] = { rounds: times[name]!, summary };
  }
  return results;
}

/** A process, to which lines are written and whose lines are read. */
class Running {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: ReadableStreamDefaultReader<string>;
  readonly #errors: Promise<string>;
  #text = "";

  constructor({ command, args, env }: Participant) {
    this.#process = new Deno.Command(command, {
      args: [...args],
      env: { NO_COLOR: "1", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#output = this.#process.stdout
      .pipeThrough(new TextDecoderStream()).getReader();
    this.#errors = new Response(this.#process.stderr).text();
  }

  /** Stops it until it is asked for more: idle threads look for work. */
  pause(): void {
    this.#process.kill("SIGSTOP");
  }

  /** Asks for a round. */
  async ask(): Promise<void> {
    this.#process.kill("SIGCONT");
    // One that has ended is found by what it does not say.
    await this.#input.write(new TextEncoder().encode("\n")).catch(() => {});
  }

  /** Says that no more is asked for. */
  async close(): Promise<void> {
    this.#process.kill("SIGCONT");
    await this.#input.close().catch(() => {});
  }

  /** The next line of JSON; none when the process has ended. */
  async read(): Promise<object | undefined> {
    while (true) {
      const end = this.#text.indexOf("\n");
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 1);
        // Libraries print other lines.
        if (line.startsWith("{")) return JSON.parse(line);
        continue;
      }
      const { value, done } = await this.#output.read();
      if (done) return undefined;
      this.#text += value;
    }
  }

  /** Why it ended. */
  async reason(): Promise<string> {
    const status = await this.#process.status;
    return reasonOf(await this.#errors, status);
  }
}
