import { join } from "node:path";
import { tableOf, type WorkUnit } from "./job.ts";
import { copyJobFile, type JobFile, readJobFiles } from "./job_file.ts";
import { toJson } from "./json.ts";
import type { Columns, Table } from "./table.ts";
import { tableCsv } from "./table_csv.ts";
import { UnitStore } from "./unit_store.ts";
import { writeWhole } from "./write_whole.ts";

/** A job whose shards were joined. */
export interface MergedJob {
  /** What the job is called. */
  readonly name: string;
  /** Everything that changes the results, as it was used. */
  readonly settings: JobFile["settings"];
  /** The rows of all finished units. */
  readonly table: Table;
  /** The file with this table. */
  readonly csv: string;
  /** Labels of the units that no shard has finished. */
  readonly missing: readonly WorkUnit["labels"][];
  /** What a reader should know, such as that a file was damaged. */
  readonly notes: readonly string[];
}

/**
 * Joins the results folders of a job's shards into one, and writes the table of
 * every job in them as CSV.
 *
 * A unit that is in several folders is taken from the first one that has it;
 * where another one differs, as results of unlike machines can, a note says so.
 * Damaged files count as missing.
 *
 * @param folders The folders of the shards; one, if they shared it.
 * @param out The folder for all units and for the tables; it may be one of them.
 * @returns Every job with its table and with what is missing.
 * @throws {RangeError} If there is no job in the folders.
 *
 * @example
 * ```ts ignore
 * import { mergeResults } from "fullgrad";
 *
 * const [job] = await mergeResults(["results-1", "results-2"], "results");
 * console.log(job.csv, job.missing);
 * ```
 */
export async function mergeResults(
  folders: readonly string[],
  out: string,
): Promise<readonly MergedJob[]> {
  const jobs = new Map<string, JobFile>();
  for (const folder of folders) {
    for (const job of await readJobFiles(folder)) {
      jobs.set(await copyJobFile(out, job), job);
    }
  }
  if (jobs.size === 0) {
    throw new RangeError(
      `Cannot merge ${
        folders.join(", ")
      } as there must be a job in one of the folders`,
    );
  }
  const merged: MergedJob[] = [];
  for (const [stem, job] of jobs) {
    merged.push(await mergeJob(stem, job, folders, out));
  }
  return merged;
}

async function mergeJob(
  stem: string,
  { name, settings, columns, units }: JobFile,
  folders: readonly string[],
  out: string,
): Promise<MergedJob> {
  const target = new UnitStore(out);
  const sources = folders.map((folder) => new UnitStore(folder));
  const notes: string[] = [];
  const finished: { labels: WorkUnit["labels"]; result?: Columns }[] = [];
  for (const { key, labels } of units) {
    const there = await target.read(key);
    const found = [];
    for (const source of sources) {
      const result = await source.read(key);
      if (result !== undefined) found.push(result);
    }
    const result = there ?? found[0];
    if (result !== undefined) {
      if (there === undefined) await target.write(key, result);
      if (found.some((other) => toJson(other) !== toJson(result))) {
        notes.push(
          `Results of ${key} differ between the folders: the first is used.`,
        );
      }
    }
    finished.push({ labels, ...(result && { result: result as Columns }) });
  }
  const table = tableOf(
    columns,
    finished.map(({ labels, result }) => ({ labels, result })),
  );
  const csv = join(out, `${stem}.csv`);
  await writeWhole(csv, tableCsv(table));
  return {
    name,
    settings,
    table,
    csv,
    missing: finished.flatMap(({ labels, result }) =>
      result === undefined ? [labels] : []
    ),
    notes: [
      ...notes,
      ...new Set([target, ...sources].flatMap(({ notes }) => notes)),
    ],
  };
}
