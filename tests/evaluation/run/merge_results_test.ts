import { assert, assertEquals, assertRejects } from "@std/assert";
import { parse } from "csv-parse/sync";
import { Evaluation } from "../../../lib/evaluation/result/mod.ts";
import {
  mergeResults,
  runExperiment,
} from "../../../lib/evaluation/run/mod.ts";
import { inFolder, unitFiles } from "./in_folder.ts";
import { roots } from "./roots.ts";

const COUNT = 7;

/** Computes a job in three folders that know nothing of each other. */
async function threeFolders(parent: string): Promise<string[]> {
  const folders = [1, 2, 3].map((index) => `${parent}/${index}`);
  for (const [i, folder] of folders.entries()) {
    await runExperiment(roots(COUNT), {
      folder,
      shard: { index: i + 1, count: 3 },
    });
  }
  return folders;
}

/** The only file of experiments in a folder. */
function jobFile(folder: string): string {
  const [name] = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".job.json"));
  return `${folder}/${name}`;
}

Deno.test("the folders of all shards give the table and the record of one process", () =>
  inFolder(async (parent) => {
    const folders = await threeFolders(parent);
    const out = `${parent}/joined`;
    const [job, ...others] = await mergeResults(folders.toReversed(), out);
    const one = await runExperiment(roots(COUNT));
    assertEquals(others, []);
    const { provenance: _, ...found } = job!.evaluation.data;
    const { provenance: __, ...expected } = one.data;
    assertEquals(found, expected);
    assertEquals(await Deno.readTextFile(job!.csv), one.toCsv());
    const rows = parse(one.toCsv(), { bom: true, columns: true });
    assertEquals(
      (rows as object[]).map((row) => Object.values(row)),
      one.table().rows.map((row) => row.map(String)),
    );
    const again = Evaluation.from(await Deno.readTextFile(job!.json));
    assertEquals(again.data, job!.evaluation.data);
    assertEquals(
      unitFiles(out).filter((name) => !name.endsWith(".result.json")).length,
      COUNT,
    );
    const joined = await runExperiment(
      roots(COUNT, () => {
        throw new Error("nothing is left to compute");
      }),
      { folder: out },
    );
    assertEquals(joined.data.values, one.data.values);
  }));

Deno.test("a folder is merged into itself", () =>
  inFolder(async (parent) => {
    const folder = `${parent}/shared`;
    await runExperiment(roots(COUNT), { folder });
    const [job] = await mergeResults([folder], folder);
    assertEquals(job!.evaluation.table().rows.length, 2 * COUNT);
    assertEquals(job!.evaluation.data.missing, []);
  }));

Deno.test("what is missing or damaged is said and not in the table", () =>
  inFolder(async (parent) => {
    const folders = await threeFolders(parent);
    const [file] = unitFiles(folders[1]!);
    await Deno.truncate(`${folders[1]}/${file}`, 100);
    const [job] = await mergeResults(folders.slice(0, 2), `${parent}/joined`);
    const { data } = job!.evaluation;
    assertEquals(data.missing.map(({ number }) => number), [1, 2, 5]);
    assertEquals(job!.evaluation.table().rows.length, 2 * (COUNT - 3));
    assertEquals(data.notes.length, 1);
  }));

Deno.test("of results that differ the first is taken, and that is said", () =>
  inFolder(async (parent) => {
    const folders = await threeFolders(parent);
    const other = `${parent}/other`;
    await runExperiment({
      ...roots(COUNT),
      compute: () => Promise.resolve({ values: [-1, -1] }),
    }, { folder: other });
    const [merged] = await mergeResults(
      [...folders, other],
      `${parent}/joined`,
    );
    const one = await runExperiment(roots(COUNT));
    assertEquals(merged!.evaluation.data.values, one.data.values);
    const { notes } = merged!.evaluation.data;
    assertEquals(notes.length, COUNT);
    assert(
      notes.every((note) => note.endsWith(": that of the first is used.")),
    );
    // What the folder has for all, stays, wherever it is in the list.
    const [kept] = await mergeResults(folders, other);
    const { data } = kept!.evaluation;
    assertEquals(data.values, data.values.map(() => -1));
    assertEquals(data.notes.length, COUNT);
    assert(
      data.notes.every((note) =>
        note.endsWith(": that of the joined folder stays.")
      ),
    );
  }));

Deno.test("two experiments in one folder are two tables", () =>
  inFolder(async (parent) => {
    const folder = `${parent}/shared`;
    await runExperiment(roots(2), { folder });
    await runExperiment(roots(3), { folder });
    const jobs = await mergeResults([folder], folder);
    const lengths = jobs.map(({ evaluation }) =>
      evaluation.table().rows.length
    );
    assertEquals(lengths.sort(), [4, 6]);
    assertEquals(new Set(jobs.map(({ csv }) => csv)).size, 2);
  }));

Deno.test("a folder that is missing or a file is refused by name, and nothing is written", () =>
  inFolder(async (parent) => {
    const there = `${parent}/there`;
    await runExperiment(roots(COUNT), { folder: there });
    const file = `${parent}/file`;
    await Deno.writeTextFile(file, "");
    for (
      const [path, current] of [
        [`${parent}/nope`, "missing"],
        [`${file}/in`, "missing"],
        [file, "a file"],
      ] as const
    ) {
      for (const folders of [[path], [there, path]]) {
        await assertRejects(
          () => mergeResults(folders, `${parent}/out`),
          RangeError,
          `Cannot merge ${path} as it must be a folder: current one is ${current}`,
        );
      }
    }
    assertEquals([...Deno.readDirSync(parent)].map(({ name }) => name).sort(), [
      "file",
      "there",
    ]);
  }));

Deno.test("folders without an experiment, or with a file of another kind, are refused by name", () =>
  inFolder(async (folder) => {
    await assertRejects(
      () => mergeResults([folder], folder),
      RangeError,
      "there must be an experiment",
    );
    const texts = {
      "{": "the file of an experiment",
      "null": "the file of an experiment",
      '{"format":"fullgrad job 2"}': "as it was written",
      '{"format":"fullgrad job 2","sha256":"","job":null}': "as it was written",
      '{"format":"fullgrad job 1","name":"a","units":[]}':
        "of this version, not of an earlier one",
    };
    for (const [text, words] of Object.entries(texts)) {
      await Deno.writeTextFile(`${folder}/a.job.json`, text);
      const error = await assertRejects(
        () => mergeResults([folder], folder),
        SyntaxError,
        words,
      );
      assert((error as Error).message.includes(`${folder}/a.job.json`));
    }
  }));

Deno.test("any bit of an experiment's file that is flipped is found", () =>
  inFolder(async (parent) => {
    const folder = `${parent}/results`;
    await runExperiment(roots(1), { folder });
    const path = jobFile(folder);
    const whole = await Deno.readFile(path);
    for (let i = 0; i < whole.length - 1; i++) {
      const bytes = whole.slice();
      bytes[i]! ^= 1;
      await Deno.writeFile(path, bytes);
      await assertRejects(
        () => mergeResults([folder], `${parent}/out`),
        SyntaxError,
        path,
      );
    }
  }));

Deno.test("a file that somebody made writes nowhere else, and every field of it is checked", () =>
  inFolder(async (parent) => {
    const folder = `${parent}/a/results`;
    await runExperiment(roots(2), { folder });
    const path = jobFile(folder);
    const { job } = JSON.parse(await Deno.readTextFile(path));
    const { frame, units } = job;
    const [unit] = units;
    const at = (change: object) => ({
      ...job,
      units: [{ ...unit, ...change }],
    });
    const changes: Record<string, unknown> = {
      "climbs out": at({ key: `../../${unit.key}` }),
      "absolute": at({ key: `/tmp/${unit.key}` }),
      "backslash": at({ key: `..\\${unit.key}` }),
      "dots": at({ key: ".." }),
      "hidden": at({ key: `.${unit.key}` }),
      "no key": at({ key: 1 }),
      "null": { ...job, units: null },
      "numbers": { ...job, units: [1, 2] },
      "none": { ...job, units: undefined },
      "empty": { ...job, units: [] },
      "labels null": at({ labels: null }),
      "labels nested": at({ labels: { a: {} } }),
      "labels twice": {
        ...job,
        units: [unit, { ...units[1], labels: unit.labels }],
      },
      "labels twice in another order": {
        ...job,
        units: [
          { ...unit, labels: { a: 1, b: 2 } },
          { ...units[1], labels: { b: 2, a: 1 } },
        ],
      },
      "key twice": { ...job, units: [unit, { ...units[1], key: unit.key }] },
      "block outside": at({ block: { images: [0, 3] } }),
      "block negative": at({ block: { images: [-1, 1] } }),
      "block of halves": at({ block: { images: [0, 0.5] } }),
      "block of text": at({ block: { images: "01" } }),
      "block null": at({ block: null }),
      "block of three": at({ block: { images: [0, 1, 2] } }),
      "block of one": at({ block: { images: [0] } }),
      "frame null": { ...job, frame: null },
      "methods": { ...job, frame: { ...frame, methods: [null] } },
      "names twice": {
        ...job,
        frame: { ...frame, measures: [frame.measures[0], frame.measures[0]] },
      },
      "repeats": {
        ...job,
        frame: { ...frame, repeats: { count: -1, name: "a" } },
      },
      ...Object.fromEntries([2 ** 27, 2 ** 40, 2 ** 53 - 1].map((count) => [
        `table of ${count}`,
        { ...job, frame: { ...frame, repeats: { count, name: "a" } } },
      ])),
      "limits": { ...job, frame: { ...frame, limits: "none" } },
      "origin": { ...job, origin: { call: 1 } },
      "list": [],
    };
    for (const changed of Object.values(changes)) {
      await write(path, changed);
      await assertRejects(
        () => mergeResults([folder], `${parent}/out`),
        SyntaxError,
        path,
      );
    }
    const names = [...Deno.readDirSync(parent)].map(({ name }) => name).sort();
    assertEquals(names, ["a", "out"].filter((name) => names.includes(name)));
    assertEquals([...Deno.readDirSync(`${parent}/a`)].length, 1);
  }));

Deno.test("what is no file in a results folder is refused and never read without end", () =>
  inFolder(async (folder) => {
    await runExperiment(roots(1), { folder });
    const [unit] = unitFiles(folder);
    for (const path of [`${folder}/${unit}`, jobFile(folder)]) {
      const whole = await Deno.readFile(path);
      await Deno.remove(path);
      await Deno.symlink("/dev/zero", path);
      const refusals = [
        () => mergeResults([folder], `${folder}/out`),
        () => runExperiment(roots(1), { folder }),
      ];
      for (const refusal of refusals) {
        await assertRejects(refusal, TypeError, "must be a regular file");
      }
      await Deno.remove(path);
      await Deno.writeFile(path, whole);
    }
  }));

/** Writes an experiment's file with the checksum that is due. */
async function write(path: string, job: unknown): Promise<void> {
  const text = JSON.stringify(job);
  const digest = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)),
  );
  await Deno.writeTextFile(
    path,
    `{"format":"fullgrad job 2","sha256":"${digest.toHex()}","job":${text}}\n`,
  );
}
