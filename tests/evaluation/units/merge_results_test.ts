import { assertEquals, assertRejects } from "@std/assert";
import { parse } from "csv-parse/sync";
import { mergeResults, runUnits } from "../../../lib/evaluation/units/mod.ts";
import { inFolder, unitFiles } from "./in_folder.ts";
import { roots } from "./roots.ts";

const COUNT = 7;

/** Computes a job in three folders that know nothing of each other. */
async function threeFolders(parent: string): Promise<string[]> {
  const folders = [1, 2, 3].map((index) => `${parent}/${index}`);
  for (const [i, folder] of folders.entries()) {
    await runUnits(roots(COUNT), { folder, shard: { index: i + 1, count: 3 } });
  }
  return folders;
}

Deno.test("the folders of all shards give the table of one process", () =>
  inFolder(async (parent) => {
    const folders = await threeFolders(parent);
    const out = `${parent}/joined`;
    const [job, ...others] = await mergeResults(folders.toReversed(), out);
    const { table } = await runUnits(roots(COUNT));
    assertEquals(others, []);
    assertEquals(job!.table, table);
    assertEquals([job!.missing, job!.notes], [[], []]);
    const rows = parse(await Deno.readTextFile(job!.csv), {
      bom: true,
      columns: true,
    });
    assertEquals(
      (rows as object[]).map((row) => Object.values(row)),
      table.rows.map((row) => row.map(String)),
    );
    assertEquals(unitFiles(out).length, COUNT);
    const joined = await runUnits(
      roots(COUNT, () => {
        throw new Error("nothing is left to compute");
      }),
      { folder: out },
    );
    assertEquals(joined.table, table);
  }));

Deno.test("a folder is merged into itself", () =>
  inFolder(async (parent) => {
    const folder = `${parent}/shared`;
    await runUnits(roots(COUNT), { folder });
    const [job] = await mergeResults([folder], folder);
    assertEquals(job!.table.rows.length, 2 * COUNT);
    assertEquals(job!.missing, []);
  }));

Deno.test("what is missing or damaged is said and not in the table", () =>
  inFolder(async (parent) => {
    const folders = await threeFolders(parent);
    const [file] = unitFiles(folders[1]!);
    await Deno.truncate(`${folders[1]}/${file}`, 100);
    const [job] = await mergeResults(folders.slice(0, 2), `${parent}/joined`);
    assertEquals(job!.missing.map(({ number }) => number), [1, 2, 5]);
    assertEquals(job!.table.rows.length, 2 * (COUNT - 3));
    assertEquals(job!.notes.length, 1);
  }));

Deno.test("of results that differ the first is taken, and that is said", () =>
  inFolder(async (parent) => {
    const folders = await threeFolders(parent);
    const job = roots(COUNT);
    const units = job.units.map(({ labels }) => ({
      labels,
      compute: () => Promise.resolve({ sign: ["plus"], root: [-1] }),
    }));
    const other = `${parent}/other`;
    await runUnits({ ...job, units }, { folder: other });
    const [merged] = await mergeResults(
      [...folders, other],
      `${parent}/joined`,
    );
    assertEquals(merged!.table, (await runUnits(job)).table);
    assertEquals(merged!.notes.length, COUNT);
  }));

Deno.test("two jobs in one folder are two tables", () =>
  inFolder(async (parent) => {
    const folder = `${parent}/shared`;
    await runUnits(roots(2), { folder });
    await runUnits(roots(3, () => {}, { version: 2 }), { folder });
    const jobs = await mergeResults([folder], folder);
    assertEquals(jobs.map(({ table }) => table.rows.length).sort(), [4, 6]);
    assertEquals(new Set(jobs.map(({ csv }) => csv)).size, 2);
  }));

Deno.test("folders without a job, or with a damaged one, are refused", () =>
  inFolder(async (folder) => {
    await assertRejects(
      () => mergeResults([folder], folder),
      RangeError,
      "there must be a job",
    );
    await Deno.writeTextFile(`${folder}/a.job.json`, "{");
    await assertRejects(
      () => mergeResults([folder], folder),
      SyntaxError,
      "a.job.json",
    );
  }));
