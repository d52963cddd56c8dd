import { type Progress, progress } from "../../display/mod.ts";
import {
  checkColumns,
  type Job,
  tableOf,
  unitKey,
  type WorkUnit,
} from "./job.ts";
import { writeJobFile } from "./job_file.ts";
import { checkShard, isOfShard, type Shard } from "./shard.ts";
import type { Columns, Table } from "./table.ts";
import { UnitStore } from "./unit_store.ts";

/** The options of long work that is cut into units. */
export interface WorkOptions {
  /**
   * A folder for finished units, each written at once: a run that was stopped
   * or killed, called again with the same arguments, goes on where it was, and
   * processes that share the folder share the work.
   *
   * @default none
   */
  readonly folder?: string;
  /**
   * Which part of the units is computed here. Of the others, those that are
   * finished in the folder are read.
   *
   * @default all
   */
  readonly shard?: Shard;
  /** Stops the work between two units. */
  readonly signal?: AbortSignal;
  /** Told after every unit how many of those to be computed here are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What is finished of a job. */
export interface FinishedUnits {
  /** The result of every unit, in their order; `undefined` where it is missing. */
  readonly results: readonly (Columns | undefined)[];
  /** The rows of all finished units. */
  readonly table: Table;
  /** Labels of the units that other shards have not finished. */
  readonly missing: readonly WorkUnit["labels"][];
  /** What a reader should know, such as that a file was damaged. */
  readonly notes: readonly string[];
}

/**
 * Computes the units of a job that are not finished, one after the other, and
 * keeps each at once.
 *
 * @param job The units, what they share, and the columns of their table.
 * @param options The folder, the shard, signal and progress.
 * @returns The results of all units that are finished, here or elsewhere.
 * @throws {RangeError} If the shard is not valid.
 * @throws {TypeError} If a unit's columns are not those of the job.
 * @throws {Error} If a result could not be written; those before it are kept.
 *
 * @example
 * ```ts
 * import { runUnits } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const { table, missing } = await runUnits({
 *   name: "Squares",
 *   settings: null,
 *   columns: [
 *     { name: "number", meaning: "what is squared" },
 *     { name: "square", meaning: "its square" },
 *   ],
 *   units: [1, 2, 3].map((number) => ({
 *     labels: { number },
 *     compute: () => Promise.resolve({ square: [number ** 2] }),
 *   })),
 * }, { shard: { index: 1, count: 2 } });
 * assertEquals(table.rows, [[1, 1], [3, 9]]);
 * assertEquals(missing, [{ number: 2 }]);
 * ```
 */
export async function runUnits(
  job: Job,
  options: WorkOptions = {},
): Promise<FinishedUnits> {
  const { folder, signal } = options;
  const shard = checkShard(options.shard ?? { index: 1, count: 1 });
  signal?.throwIfAborted();
  const store = new UnitStore(folder);
  const keys = await Promise.all(job.units.map((unit) => unitKey(job, unit)));
  if (folder !== undefined) await writeJobFile(folder, job, keys);
  const results = await readAll(store, keys);
  const left = [...keys.keys()].filter((position) =>
    results[position] === undefined && isOfShard(position, shard)
  );
  {
    using bar = progress(labelOf(job, left.length, shard), left.length);
    for (const [done, position] of left.entries()) {
      const unit = job.units[position]!;
      const result = checkColumns(job, unit, await unit.compute(signal));
      await store.write(keys[position]!, result);
      results[position] = result;
      await advance(bar, done + 1, left.length, options);
    }
  }
  // What other shards have finished in the meantime.
  for (const [position, key] of keys.entries()) {
    results[position] ??= await store.read(key) as Columns | undefined;
  }
  return {
    results,
    table: tableOf(
      job.columns,
      job.units.map(({ labels }, i) => ({ labels, result: results[i] })),
    ),
    missing: job.units.flatMap(({ labels }, i) =>
      results[i] === undefined ? [labels] : []
    ),
    notes: store.notes,
  };
}

async function readAll(
  store: UnitStore,
  keys: readonly string[],
): Promise<(Columns | undefined)[]> {
  const results: (Columns | undefined)[] = [];
  for (const key of keys) {
    results.push(await store.read(key) as Columns | undefined);
  }
  return results;
}

function labelOf({ name, units }: Job, left: number, shard: Shard): string {
  const part = shard.count > 1 ? `, shard ${shard.index}/${shard.count}` : "";
  const rest = left < units.length ? `, ${left} of ${units.length} units` : "";
  return `${name}${part}${rest}`;
}

/** Counts a unit as done, and lets timers and signal handlers run. */
async function advance(
  bar: Progress,
  done: number,
  total: number,
  { signal, onProgress }: WorkOptions,
): Promise<void> {
  bar.advance();
  onProgress?.(done, total);
  await new Promise((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}
