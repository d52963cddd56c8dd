import { assert, assertEquals, assertRejects } from "@std/assert";
import { Lease } from "../../../lib/evaluation/run/lease.ts";
import { isGone, thisWriter } from "../../../lib/evaluation/run/process.ts";
import {
  clearUnfinished,
  writeAtomic,
} from "../../../lib/evaluation/run/write_atomic.ts";
import { inFolder } from "./in_folder.ts";

const MINUTE = 60_000;

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** The id of a process that has run and ended. */
async function deadPid(): Promise<number> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["--version"],
    stdout: "null",
  }).spawn();
  await process.status;
  return process.pid;
}

async function age(path: string, minutes: number): Promise<void> {
  const time = new Date(Date.now() - minutes * MINUTE);
  await Deno.utime(path, time, time);
}

Deno.test("writeAtomic() replaces a file as a whole, and leaves nothing where it cannot", () =>
  inFolder(async (folder) => {
    const path = `${folder}/new/a.json`;
    await writeAtomic(path, "one");
    await writeAtomic(path, new TextEncoder().encode("two"));
    assertEquals(await Deno.readTextFile(path), "two");
    assertEquals(namesIn(`${folder}/new`), ["a.json"]);
    await Deno.writeTextFile(`${folder}/file`, "");
    await assertRejects(
      () => writeAtomic(`${folder}/file/b.json`, "three"),
      Error,
      "everything written before is kept",
    );
    await Deno.mkdir(`${folder}/c.json`);
    await assertRejects(() => writeAtomic(`${folder}/c.json`, "four"), Error);
    assertEquals(namesIn(folder), ["c.json", "file", "new"]);
    // Hidden files can be elsewhere on the disk.
    await writeAtomic(`${folder}/ab/c.map`, "five", folder);
    assertEquals(namesIn(`${folder}/ab`), ["c.map"]);
  }));

Deno.test("a writer is gone where its process is, or after five minutes without a sign", async () => {
  const own = thisWriter();
  const now = Date.now();
  const other = { ...own, id: "other", pid: Deno.ppid };
  const dead = { ...own, id: "other", pid: await deadPid() };
  const again = { ...own, id: "other" };
  const remote = { ...other, host: "elsewhere" };
  assertEquals(isGone(own, 0), false);
  assertEquals(isGone(other, now - 60 * MINUTE), false);
  assertEquals(isGone(dead, now), true);
  // Another worker of this process, or one before whose id it has now.
  assertEquals(isGone(again, now - 4 * MINUTE), false);
  assertEquals(isGone(again, now - 6 * MINUTE), true);
  for (const sign of [-1, 1]) {
    assertEquals(isGone(remote, now + sign * 4 * MINUTE), false);
    assertEquals(isGone(remote, now + sign * 6 * MINUTE), true);
    const unknown = { host: "", pid: NaN, id: "" };
    assertEquals(isGone(unknown, now + sign * 4 * MINUTE), false);
    assertEquals(isGone(unknown, now + sign * 6 * MINUTE), true);
  }
});

/** A new namespace of process ids: the machine's name is the same. */
const UNSHARE = ["--user", "--map-root-user", "--pid", "--fork"];

Deno.test({
  name: "a process whose ids are not those here is not gone as its id is not",
  ignore: Deno.build.os !== "linux" || !await new Deno.Command("unshare", {
    args: [...UNSHARE, "true"],
    stderr: "null",
  }).output().then(({ success }) => success, () => false),
  fn: async () => {
    const module = import.meta.resolve(
      "../../../lib/evaluation/run/process.ts",
    );
    const { stdout } = await new Deno.Command("unshare", {
      args: [
        ...UNSHARE,
        Deno.execPath(),
        "eval",
        "--no-check",
        `import { thisWriter } from ${JSON.stringify(module)};
         console.log(JSON.stringify(thisWriter()));`,
      ],
      stderr: "inherit",
    }).output();
    const writer = JSON.parse(new TextDecoder().decode(stdout));
    assert(writer.host !== "" && writer.host !== thisWriter().host);
    const { hostname } = globalThis.process.getBuiltinModule("node:os");
    assert(writer.host.endsWith(hostname()));
    const now = Date.now();
    for (const pid of [writer.pid, await deadPid()]) {
      assertEquals(isGone({ ...writer, pid }, now - 4 * MINUTE), false);
      assertEquals(isGone({ ...writer, pid }, now - 6 * MINUTE), true);
    }
  },
});

Deno.test("unfinished files of processes that are gone are cleared after five minutes, those of others stay", () =>
  inFolder(async (folder) => {
    const { host, id } = thisWriter();
    const name = (pid: number, id: string, host: string) =>
      `.a.b.json.${host}.${pid}.${id}.uuid.unfinished`;
    const machine = host.replaceAll(/[^A-Za-z0-9-]/g, "-");
    const dead = await deadPid();
    const fresh = {
      alive: name(Deno.ppid, "x", machine),
      // Of a process here that is not seen, for all that is known.
      unseen: name(dead, "y", machine),
      own: name(Deno.pid, id, machine),
      remote: name(1, "x", "elsewhere"),
    };
    const stale = {
      dead: name(dead, "x", machine),
      old: ".a.json.0123.unfinished",
      remoteOld: name(2, "x", "elsewhere"),
    };
    for (const file of Object.values({ ...fresh, ...stale })) {
      await Deno.writeTextFile(`${folder}/${file}`, "half");
    }
    await Deno.writeTextFile(`${folder}/a.unfinished`, "a name like theirs");
    for (const file of Object.values(stale)) await age(`${folder}/${file}`, 6);
    await age(`${folder}/${fresh.own}`, 600);
    await age(`${folder}/${fresh.alive}`, 600);
    await clearUnfinished(folder);
    assertEquals(
      namesIn(folder),
      [...Object.values(fresh), "a.unfinished"].sort(),
    );
    await clearUnfinished(`${folder}/nowhere`);
  }));

Deno.test("a lease is one process's at a time, until it is given back or its process is gone", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.lease`;
    {
      await using lease = await Lease.take(path);
      assert(lease !== undefined);
      assertEquals(await Lease.take(path), undefined);
    }
    assertEquals(namesIn(folder), []);
    const writer = thisWriter();
    const lease = async (other: object, minutes: number) => {
      await Deno.writeTextFile(path, JSON.stringify({ ...writer, ...other }));
      await age(path, minutes);
      await using taken = await Lease.take(path);
      return taken !== undefined;
    };
    const alive = { id: "other", pid: Deno.ppid };
    const remote = { ...alive, host: "elsewhere" };
    assertEquals(await lease(alive, 60), false);
    assertEquals(await lease({ id: "other", pid: await deadPid() }, 0), true);
    // Two workers of a process; two containers whose first process each is.
    assertEquals(await lease({ id: "other" }, 4), false);
    assertEquals(await lease({ id: "other" }, 6), true);
    assertEquals(await lease(remote, 4), false);
    assertEquals(await lease(remote, 6), true);
    assertEquals(await lease(remote, -6), true);
    // One that is not whole yet, and one that never will be.
    for (const text of ["", "{", "null", "[]", '{"host":1}']) {
      await Deno.writeTextFile(path, text);
      assertEquals(await Lease.take(path), undefined);
      await age(path, 6);
      await using taken = await Lease.take(path);
      assert(taken !== undefined);
    }
  }));

Deno.test("a lease that is given back and taken in between stays the other's", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.lease`;
    const other = JSON.stringify({
      ...thisWriter(),
      id: "other",
      pid: Deno.ppid,
    });
    await Deno.writeTextFile(path, other);
    const { stat } = Deno;
    try {
      Deno.stat = async (...call) => {
        Deno.stat = stat;
        await Deno.remove(path);
        return await stat(...call).finally(() =>
          Deno.writeTextFile(path, other)
        );
      };
      assertEquals(await Lease.take(path), undefined);
    } finally {
      Deno.stat = stat;
    }
    assertEquals(await Deno.readTextFile(path), other);
    // And one that nobody took in between is free.
    Deno.stat = async (...call) => {
      Deno.stat = stat;
      await Deno.remove(path);
      return await stat(...call);
    };
    try {
      await using taken = await Lease.take(path);
      assert(taken !== undefined);
    } finally {
      Deno.stat = stat;
    }
  }));
