import { checkValue, listOf, text } from "../../options/mod.ts";
import { Evaluation, tableCsv } from "../result/mod.ts";
import { assemble, type FinishedUnit } from "./assemble.ts";
import { type JobFile, readJobFiles, writeJobFile } from "./job_file.ts";
import { join } from "./paths.ts";
import { UnitStore } from "./unit_store.ts";
import { writeAtomic } from "./write_atomic.ts";

/** An experiment whose shards were joined. */
export interface MergedResult {
  /** What is finished of it; `data.missing` says what no shard has finished. */
  readonly evaluation: Evaluation;
  /** The file with its table. */
  readonly csv: string;
  /** The file with its record, which {@linkcode Evaluation.from} reads. */
  readonly json: string;
}

/**
 * Joins the results folders of an experiment's shards into one, and writes the
 * table of every experiment in them as CSV and its record as JSON.
 *
 * A unit that `out` has stays; of others the first folder's is taken that has it.
 * Where another folder's differs, as results of unlike machines can, a note says
 * so.
 * Damaged files count as missing.
 *
 * @param folders The folders of the shards; one, if they shared it.
 * @param out The folder for all units and for the tables; it may be one of them.
 * @returns Every experiment with what is finished and what is missing.
 * @throws {TypeError} If folders are no list of paths.
 * @throws {RangeError} If one of the folders is none, or there is no experiment in
 * them.
 * @throws {SyntaxError} If a file that describes one is damaged or not ours.
 *
 * @example
 * ```ts ignore
 * import { mergeResults } from "fullgrad/evaluation";
 *
 * const [{ evaluation, csv }] = await mergeResults(["results-1", "results-2"], "results");
 * console.log(csv, evaluation.data.missing);
 * ```
 */
export async function mergeResults(
  folders: readonly string[],
  out: string,
): Promise<readonly MergedResult[]> {
  const action = "merge results";
  checkValue(action, "folders", folders, listOf(text));
  checkValue(action, "out", out, text);
  for (const folder of folders) await checkIsFolder(folder);
  const jobs = (await Promise.all(folders.map(readJobFiles))).flat();
  if (jobs.length === 0) {
    throw new RangeError(
      `Cannot merge ${
        folders.join(", ")
      } as there must be an experiment in one of the folders`,
    );
  }
  const byStem = new Map<string, JobFile>();
  for (const job of jobs) byStem.set(await writeJobFile(out, job), job);
  const merged: MergedResult[] = [];
  for (const [stem, job] of byStem) {
    merged.push(await mergeJob(stem, job, folders, out));
  }
  return merged;
}

/** @throws {RangeError} If it is not there, or a file. */
async function checkIsFolder(path: string): Promise<void> {
  const { stat } = globalThis.process.getBuiltinModule("node:fs/promises");
  const refuse = (current: string) =>
    new RangeError(
      `Cannot merge ${path} as it must be a folder: current one is ${current}`,
    );
  try {
    if (!(await stat(path)).isDirectory()) throw refuse("a file");
  } catch (error) {
    if (
      /^(ENOENT|ENOTDIR)$/.test((error as { readonly code?: string }).code!)
    ) throw refuse("missing");
    throw error;
  }
}

async function mergeJob(
  stem: string,
  { frame, origin, units }: JobFile,
  folders: readonly string[],
  out: string,
): Promise<MergedResult> {
  const target = new UnitStore(out, frame);
  const sources = folders.map((folder) => new UnitStore(folder, frame));
  const notes: string[] = [];
  const finished: FinishedUnit[] = [];
  for (const unit of units) {
    const there = await target.read(unit.key, unit);
    const found = [];
    for (const source of sources) {
      const result = await source.read(unit.key, unit);
      if (result !== undefined) found.push(result);
    }
    const result = there ?? found[0];
    if (result !== undefined) {
      if (there === undefined) await target.write(unit.key, result);
      if (
        found.some((other) => JSON.stringify(other) !== JSON.stringify(result))
      ) {
        notes.push(
          `Results of ${unit.key} differ between the folders: ${
            there === undefined
              ? "that of the first is used"
              : "that of the joined folder stays"
          }.`,
        );
      }
    }
    finished.push({ ...unit, result });
  }
  const damage = [target, ...sources].flatMap(({ notes }) => notes);
  const evaluation = new Evaluation(
    assemble(frame, finished, origin, [...notes, ...damage]),
  );
  const csv = join(out, `${stem}.csv`);
  const json = join(out, `${stem}.result.json`);
  await writeAtomic(csv, tableCsv(evaluation.table()));
  await writeAtomic(json, `${JSON.stringify(evaluation)}\n`);
  return { evaluation, csv, json };
}
