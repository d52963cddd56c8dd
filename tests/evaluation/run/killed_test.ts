/** Processes that die in the middle: SIGKILL, and a disk that is full. */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runExperiment } from "../../../lib/evaluation/run/mod.ts";
import { ChildJob } from "./child_job.ts";
import { inFolder, unitFiles } from "./in_folder.ts";
import { roots } from "./roots.ts";

const PROGRAM = fileURLToPath(new URL("roots.ts", import.meta.url));
const COUNT = 12;

/** The command that computes a shard in a process of its own. */
function command(folder: string, shard: string, ...rest: string[]): string[] {
  return ChildJob.command(PROGRAM, [folder, `${COUNT}`, shard, ...rest]);
}

/** The numbers in a log, in the order of the units that were begun. */
function begun(log: string): number[] {
  const text = existsSync(log) ? Deno.readTextFileSync(log) : "";
  return text.split("\n").filter((line) => line !== "").map(Number);
}

Deno.test("killed again and again, a job loses no finished unit and no number", () =>
  inFolder(async (parent) => {
    const [folder, log] = [`${parent}/results`, `${parent}/log`];
    await Deno.mkdir(folder);
    let finished: string[] = [];
    const wasFinished = (number: number) =>
      finished.some((name) => name.startsWith(`${number}-`));
    for (const goal of [2, 5, 9]) {
      const before = begun(log);
      await using job = new ChildJob(command(folder, "1/1", log, `${goal}`));
      // In the middle of a unit: half a lease would be waited for.
      await job.until(() => begun(log).includes(goal));
      await job.kill();
      const now = unitFiles(folder);
      assertEquals(now.length, goal);
      assertEquals(finished.filter((name) => !now.includes(name)), []);
      const computed = begun(log).slice(before.length);
      assert(computed.length > 0);
      assertEquals(computed.filter(wasFinished), []);
      finished = now;
    }
    const computed: number[] = [];
    const resumed = await runExperiment(
      roots(COUNT, (number) => void computed.push(number)),
      { folder },
    );
    assertEquals(computed.length, COUNT - finished.length);
    assertEquals(resumed.data.notes, []);
    assertEquals(
      resumed.data.values,
      (await runExperiment(roots(COUNT))).data.values,
    );
  }));

Deno.test("processes at once share a job, and take over the part of a slow one", () =>
  inFolder(async (parent) => {
    const folder = `${parent}/results`;
    const logs = [1, 2, 3].map((shard) => `${parent}/log${shard}`);
    const [log = "", ...others] = logs;
    // It begins one unit, and ends it when the others have ended.
    await using slow = new ChildJob(command(folder, "1/3", log, "0"));
    await slow.until(() => existsSync(log));
    await using second = new ChildJob(command(folder, "2/3", others[0]!));
    await using third = new ChildJob(command(folder, "3/3", others[1]!));
    for (const other of [second, third]) await other.end();
    await Deno.writeTextFile(`${log}.go`, "");
    await slow.end();
    const numbers = [];
    for (const log of logs) numbers.push(...begun(log));
    assertEquals(numbers.sort((a, b) => a - b), [...Array(COUNT).keys()]);
    // The slow one did less than its part: the others took it over.
    assertEquals(begun(log).length, 1);
    const { data } = await runExperiment(
      roots(COUNT, () => {
        throw new Error("nothing is left to compute");
      }),
      { folder },
    );
    assertEquals([data.missing, data.notes], [[], []]);
  }));

Deno.test("the lease and the unfinished files of a killed process hold up nobody", () =>
  inFolder(async (parent) => {
    const [folder, log] = [`${parent}/results`, `${parent}/log`];
    await Deno.mkdir(folder);
    await using job = new ChildJob(command(folder, "1/1", log, "0"));
    await job.until(() =>
      [...Deno.readDirSync(folder)].some(({ name }) => name.endsWith(".lease"))
    );
    await job.until(() => existsSync(log));
    await job.kill();
    const unfinished = `${folder}/.a.json.host.1.id.uuid.unfinished`;
    await Deno.writeTextFile(unfinished, "half of i");
    const long = new Date(Date.now() - 3600_000);
    await Deno.utime(unfinished, long, long);
    const { data } = await runExperiment(roots(COUNT), { folder });
    assertEquals(data.missing, []);
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => !/^[^.].*\.json$/.test(name));
    assertEquals(left, []);
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
      await assertRejects(() => runExperiment(interrupted, { folder }));
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
        `Cannot write ${folder}/`,
      );
      assertEquals(unitFiles(folder), kept);
      const unfinished = [...Deno.readDirSync(folder)]
        .filter(({ name }) => name.endsWith(".unfinished"));
      assertEquals(unfinished, []);
      const { data } = await runExperiment(roots(COUNT), { folder });
      assertEquals(
        data.values,
        (await runExperiment(roots(COUNT))).data.values,
      );
    }),
});
