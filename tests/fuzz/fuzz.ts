/**
 * `deno task fuzz`: gives every reader of files what no writer has written, and
 * fails at the first hang, crash, leak, wrong value or error without a word.
 *
 * Every case follows from its seed: what it prints runs a case again.
 *
 * @module
 */
import { Command } from "commander";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { GATE, TARGETS } from "./targets/mod.ts";

/** A case that takes longer hangs; those of this machine take milliseconds. */
const HANG_SECONDS = 30;

/** What gates takes seconds; on no machine is it waited for any longer. */
const GUARD_SECONDS = 600;

interface FuzzOptions {
  readonly seconds: string;
  readonly seed: string;
  readonly cases: string;
  readonly gate?: boolean;
}

const failures: string[] = [];
await new Command("fuzz")
  .description("Gives every reader of files what no writer has written.")
  .argument("[target...]", `of ${Object.keys(TARGETS).join(", ")}`)
  .option("--seconds <n>", "for each target", "60")
  .option("--seed <n>", "of its first case", "1")
  .option("--cases <n>", "the most for each target", "1000000000")
  .option("--gate", "the cases that gate a change, the same on any machine")
  .action(async (names: readonly string[], options: FuzzOptions) => {
    const chosen = names.length > 0 ? names : Object.keys(TARGETS);
    for (const name of chosen) {
      if (!Object.hasOwn(TARGETS, name)) {
        throw new RangeError(`Cannot fuzz ${name} as there is no such target`);
      }
      if (GATE[name] === undefined) {
        throw new RangeError(`Cannot gate with ${name} as GATE lacks it`);
      }
      const failure = await watch(
        name,
        options.gate
          ? { ...options, seconds: `${GUARD_SECONDS}`, cases: `${GATE[name]}` }
          : options,
      );
      if (failure !== undefined) failures.push(failure);
    }
  })
  .parseAsync(Deno.args, { from: "user" });
for (const failure of failures) console.error(`\n${failure}`);
if (failures.length > 0) Deno.exitCode = 1;

/** Runs a target in a process of its own and says how it failed, if it did. */
async function watch(
  name: string,
  { seconds, seed, cases }: FuzzOptions,
): Promise<string | undefined> {
  const script = fileURLToPath(new URL("run_target.ts", import.meta.url));
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, name, seed, seconds, cases],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(process.stderr).text();
  let [last, count, hangs] = [seed, 0, false];
  const alarm = () =>
    setTimeout(() => {
      hangs = true;
      process.kill("SIGKILL");
    }, 1000 * HANG_SECONDS);
  let timer = alarm();
  const lines = createInterface({ input: Readable.from(process.stdout) });
  for await (const line of lines) {
    if (!/^\d+$/.test(line)) continue;
    clearTimeout(timer);
    timer = alarm();
    last = line;
    count += 1;
  }
  const { success } = await process.status;
  clearTimeout(timer);
  console.log(`${name}: ${count} cases${success ? "" : ", FAILED"}`);
  if (success) return undefined;
  const reason = hangs
    ? `it has not ended within ${HANG_SECONDS} s`
    : (await errors).trim();
  return `${name} failed: deno task fuzz ${name} --seed ${last} --cases 1\n${reason}`;
}
