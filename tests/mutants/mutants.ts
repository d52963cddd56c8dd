/**
 * `deno task mutants [name…]`: makes one small fault after the other in a copy
 * of the sources, and fails unless the test named with it notices.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Mutant, MUTANTS } from "./list.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What a test can need of the repository. */
const COPIED = ["data", "deno.json", "deno.lock", "lib", "mod.ts", "tests"];

const names = Deno.args;
const unknown = names.filter((name) =>
  !MUTANTS.some((mutant) => mutant.name === name)
);
if (unknown.length > 0) {
  throw new RangeError(`Cannot make ${unknown}: there is no such mutant`);
}
const folder = await mkdtemp(join(tmpdir(), "mutants-"));
const survivors: string[] = [];
try {
  for (const part of COPIED) {
    await cp(join(ROOT, part), join(folder, part), { recursive: true });
  }
  for (const mutant of MUTANTS) {
    if (names.length > 0 && !names.includes(mutant.name)) continue;
    const killed = await isKilled(mutant);
    console.log(`${killed ? "killed  " : "SURVIVES"}  ${mutant.name}`);
    if (!killed) survivors.push(mutant.name);
  }
} finally {
  await rm(folder, { recursive: true });
}
if (survivors.length > 0) Deno.exitCode = 1;

/** Whether the test passes without the fault and fails with it. */
async function isKilled({ name, file, from, to, test }: Mutant) {
  const path = join(folder, file);
  const source = await Deno.readTextFile(path);
  if (source.split(from).length !== 2) {
    throw new RangeError(
      `Cannot make the mutant "${name}" as ${file} must hold once: ${from}`,
    );
  }
  if (!await passes(test)) {
    throw new Error(`Cannot judge "${name}" as ${test} fails without it`);
  }
  await Deno.writeTextFile(path, source.replace(from, () => to));
  const killed = !await passes(test);
  await Deno.writeTextFile(path, source);
  return killed;
}

async function passes(test: string): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--no-check", "--fail-fast", test],
    cwd: folder,
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}
