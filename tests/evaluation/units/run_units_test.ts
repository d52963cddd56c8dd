import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  parseShard,
  runUnits,
  type WorkUnit,
} from "../../../lib/evaluation/units/mod.ts";
import { inFolder, unitFiles } from "./in_folder.ts";
import { roots } from "./roots.ts";

Deno.test("without a folder every unit is computed once, in order", async () => {
  const computed: number[] = [];
  const { results, table, missing, notes } = await runUnits(
    roots(3, (number) => void computed.push(number)),
  );
  assertEquals(computed, [0, 1, 2]);
  assertEquals(results[2], {
    sign: ["plus", "minus"],
    root: [Math.SQRT2, -Math.SQRT2],
  });
  assertEquals(table.rows.slice(2, 4), [[1, "plus", 1], [1, "minus", -1]]);
  assertEquals([missing, notes], [[], []]);
});

Deno.test("the shards of a job compute every unit once, in any order", async () => {
  for (const count of [1, 2, 3, 7, 20]) {
    await inFolder(async (folder) => {
      const computed: number[] = [];
      const job = roots(10, (number) => void computed.push(number));
      for (let index = count; index >= 1; index--) {
        const { missing } = await runUnits(job, {
          folder,
          shard: { index, count },
        });
        assertEquals(missing.length, 10 - computed.length);
      }
      assertEquals(computed.toSorted((a, b) => a - b), [
        ...Array(10).keys(),
      ]);
      const joined = await runUnits(job, { folder });
      assertEquals(computed.length, 10);
      assertEquals(joined.table, (await runUnits(roots(10))).table);
    });
  }
});

Deno.test("other settings or labels are other units; more units go on", () =>
  inFolder(async (folder) => {
    const computed: number[] = [];
    const note = (number: number) => void computed.push(number);
    await runUnits(roots(2, note), { folder });
    await runUnits(roots(4, note), { folder });
    assertEquals(computed, [0, 1, 2, 3]);
    await runUnits(roots(2, note, { version: 2 }), { folder });
    assertEquals(computed, [0, 1, 2, 3, 0, 1]);
    const job = roots(2, note);
    const units = job.units.map((unit): WorkUnit => ({
      ...unit,
      settings: "other",
    }));
    await runUnits({ ...job, units }, { folder });
    assertEquals(computed.length, 8);
  }));

Deno.test("a damaged unit is computed again, and said", () =>
  inFolder(async (folder) => {
    const fresh = await runUnits(roots(3), { folder });
    const path = `${folder}/${unitFiles(folder)[1]}`;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace('"root":[1', '"root":[9'));
    const computed: number[] = [];
    const again = await runUnits(
      roots(3, (number) => void computed.push(number)),
      { folder },
    );
    assertEquals(computed, [1]);
    assertEquals(again.table, fresh.table);
    assertEquals(again.notes.length, 1);
    assertEquals(await Deno.readTextFile(path), text);
  }));

Deno.test("an abort keeps what is finished, and progress counts what is left", () =>
  inFolder(async (folder) => {
    const controller = new AbortController();
    const seen: string[] = [];
    await assertRejects(
      () =>
        runUnits(roots(5), {
          folder,
          signal: controller.signal,
          onProgress: (done, total) => {
            seen.push(`${done}/${total}`);
            if (done === 2) controller.abort(new Error("enough"));
          },
        }),
      Error,
      "enough",
    );
    await runUnits(roots(5), {
      folder,
      onProgress: (done, total) => void seen.push(`${done}/${total}`),
    });
    assertEquals(seen, ["1/5", "2/5", "1/3", "2/3", "3/3"]);
  }));

Deno.test("a unit that throws loses none of those before it", () =>
  inFolder(async (folder) => {
    const failing = roots(4, (number) => {
      if (number === 2) throw new Error("diverged");
    });
    await assertRejects(() => runUnits(failing, { folder }), Error, "diverged");
    assertEquals(unitFiles(folder).length, 2);
  }));

Deno.test("columns that are not the job's are refused", async () => {
  const job = roots(1);
  for (
    const result of [
      {},
      { sign: ["plus"] },
      { sign: ["plus"], root: [1, 2] },
      { sign: ["plus"], root: [1], more: [1] },
    ]
  ) {
    const units = [{
      labels: { number: 0 },
      compute: () => Promise.resolve(result),
    }];
    await assertRejects(
      () => runUnits({ ...job, units }),
      TypeError,
      "must be number, sign, root",
    );
  }
});

Deno.test("parseShard reads i/n and refuses the rest", async () => {
  assertEquals(parseShard("3/8"), { index: 3, count: 8 });
  for (const text of ["0/8", "9/8", "1", "a/b", "1/2/3", "-1/2", "1.5/2", ""]) {
    assertThrows(() => parseShard(text), RangeError, "i");
  }
  await assertRejects(
    () => runUnits(roots(1), { shard: { index: 0, count: 1 } }),
    RangeError,
    "1 ≤ i ≤ n",
  );
});

Deno.test("file names say what a unit is", () =>
  inFolder(async (folder) => {
    await runUnits(roots(2), { folder });
    assert(/^0-[0-9a-f]{24}\.json$/.test(unitFiles(folder)[0]!));
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert(files.some((name) => /^roots-more-.*\.job\.json$/.test(name)));
    assertEquals(files.length, 3);
  }));
