/** Processes that die in the middle: SIGKILL, and a disk that is full. */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { fileURLToPath } from "node:url";
import { runUnits } from "../../../lib/evaluation/units/mod.ts";
import { inFolder, unitFiles } from "./in_folder.ts";
import { roots } from "./roots.ts";

const PROGRAM = fileURLToPath(new URL("roots.ts", import.meta.url));
const COUNT = 12;

/** The command that computes a shard in a process of its own. */
function command(folder: string, shard: string, log?: string): string[] {
  return [
    Deno.execPath(),
    "run",
    "-A",
    "--no-check",
    PROGRAM,
    folder,
    `${COUNT}`,
    shard,
    ...(log ? [log] : []),
  ];
}

function start([program, ...args]: string[]): Deno.ChildProcess {
  return new Deno.Command(program!, {
    args,
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** The numbers in a log, in the order of the units that were begun. */
async function begun(log: string): Promise<number[]> {
  const text = await Deno.readTextFile(log).catch(() => "");
  return text.split("\n").filter((line) => line !== "").map(Number);
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

Deno.test("killed again and again, a job loses no finished unit and no number", () =>
  inFolder(async (parent) => {
    const [folder, log] = [`${parent}/results`, `${parent}/log`];
    await Deno.mkdir(folder);
    let finished: string[] = [];
    const wasFinished = (number: number) =>
      finished.some((name) => name.startsWith(`${number}-`));
    for (const goal of [2, 5, 9]) {
      const before = await begun(log);
      const process = start(command(folder, "1/1", log));
      await until(() => unitFiles(folder).length >= goal);
      process.kill("SIGKILL");
      assertEquals((await process.status).signal, "SIGKILL");
      const now = unitFiles(folder);
      assertEquals(finished.filter((name) => !now.includes(name)), []);
      const computed = (await begun(log)).slice(before.length);
      assert(computed.length > 0);
      assertEquals(computed.filter(wasFinished), []);
      finished = now;
    }
    const computed: number[] = [];
    const resumed = await runUnits(
      roots(COUNT, (number) => void computed.push(number)),
      { folder },
    );
    assertEquals(computed.length, COUNT - finished.length);
    assertEquals(resumed.notes, []);
    assertEquals(resumed.table, (await runUnits(roots(COUNT))).table);
  }));

Deno.test("processes at once share a job", () =>
  inFolder(async (parent) => {
    const folder = `${parent}/results`;
    const shards = ["1/3", "2/3", "3/3"].map((shard, i) => ({
      log: `${parent}/log${i}`,
      process: start(command(folder, shard, `${parent}/log${i}`)),
    }));
    for (const { process } of shards) assert((await process.status).success);
    const numbers = [];
    for (const { log } of shards) numbers.push(...await begun(log));
    assertEquals(numbers.sort((a, b) => a - b), [...Array(COUNT).keys()]);
    const { missing, notes } = await runUnits(
      roots(COUNT, () => {
        throw new Error("nothing is left to compute");
      }),
      { folder },
    );
    assertEquals([missing, notes], [[], []]);
  }));

Deno.test({
  name: "a disk that is full ends the job and keeps what is finished",
  // The shell's limit on file sizes stands for the disk: the write is cut off.
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inFolder(async (parent) => {
      const folder = `${parent}/results`;
      const interrupted = roots(COUNT, (number) => {
        if (number === 3) throw new Error("interrupted");
      });
      await assertRejects(() => runUnits(interrupted, { folder }));
      const kept = unitFiles(folder);
      assertEquals(kept.length, 3);
      const quoted = command(folder, "1/1").map((word) => `'${word}'`).join(
        " ",
      );
      const { success, stderr } = await new Deno.Command("bash", {
        args: ["-c", `trap '' XFSZ; ulimit -f 0; exec ${quoted}`],
        stdout: "null",
        stderr: "piped",
        env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
      }).output();
      assertEquals(success, false);
      assertStringIncludes(
        new TextDecoder().decode(stderr),
        `Cannot write ${folder}/3-`,
      );
      assertEquals(unitFiles(folder), kept);
      const unfinished = [...Deno.readDirSync(folder)]
        .filter(({ name }) => name.endsWith(".unfinished"));
      assertEquals(unfinished, []);
      const { table } = await runUnits(roots(COUNT), { folder });
      assertEquals(table, (await runUnits(roots(COUNT))).table);
    }),
});
