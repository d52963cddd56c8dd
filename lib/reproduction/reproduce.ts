import type { Shard } from "../evaluation/mod.ts";
import type { Claim, Series, Slice } from "./claim.ts";
import type { DataFolder } from "./data_folder.ts";
import { gatherSeries, keepSlice } from "./series_files.ts";
import { SeriesRecord } from "./series_record.ts";

/** How claims are reproduced. */
export interface ReproduceOptions {
  readonly data: DataFolder;
  /** Where numbers go, a folder a claim: what is there is not computed again. */
  readonly out: string;
  /** Where unfinished work and maps are kept. */
  readonly work: string;
  /** So much of every series, rounded up to whole slices. */
  readonly scale: number | undefined;
  /** Which part of the slices is computed here. */
  readonly shard: Shard;
  readonly signal: AbortSignal;
  /** Told of every slice that is finished. */
  readonly onSlice: (words: string) => void;
}

/** A slice, and the series that it is of. */
interface Task {
  readonly claim: Claim;
  readonly series: Series;
  readonly slice: Slice;
  /** The names of all slices of the series, in their order. */
  readonly order: readonly string[];
}

/**
 * Computes what is neither in the results nor in the work folder, and writes the
 * CSV of a series whenever a slice of it is finished. The first slices of all
 * series come before the second ones.
 *
 * @throws {Error} If the data are not there.
 * @throws {RangeError} If they are others than those of the committed results.
 */
export async function reproduce(
  claims: readonly Claim[],
  options: ReproduceOptions,
): Promise<void> {
  const { work, shard, signal, onSlice } = options;
  const tasks = await tasksOf(claims, options);
  const { index, count } = shard;
  for (const [i, { claim, series, slice, order }] of tasks.entries()) {
    if (i % count !== index - 1) continue;
    signal.throwIfAborted();
    const done = await gatherSeries(options, claim, series, order);
    if (done.includes(slice.name)) continue;
    const evaluation = await slice.run({
      folder: `${work}/${claim.name}/units`,
      signal,
      onProgress: () => {},
    });
    const record = SeriesRecord.of(evaluation, slice, series.measures);
    await keepSlice(work, claim, series, slice.name, record);
    const now = await gatherSeries(options, claim, series, order);
    onSlice(
      `${claim.name}, ${series.name}: ${slice.name}; ${now.length} of ${order.length} are done`,
    );
  }
  // Other processes may have finished theirs in between.
  for (const { claim, series, order } of tasks) {
    await gatherSeries(options, claim, series, order);
  }
}

async function tasksOf(
  claims: readonly Claim[],
  { data, scale }: ReproduceOptions,
): Promise<readonly Task[]> {
  const all = claims.flatMap((claim) =>
    claim.series.map((series) => ({ claim, series }))
  );
  for (const name of new Set(all.flatMap(({ series }) => series.needs))) {
    await data.check(name);
  }
  const rounds: Task[][] = [];
  for (const { claim, series } of all) {
    const { whole } = series;
    const slices = await series.slices(data, whole);
    const order = slices.map(({ name }) => name);
    const begun = await series.slices(data, Math.min(scale ?? whole, whole));
    // What is begun is done as a whole, so that slices never overlap.
    for (const [round, slice] of slices.slice(0, begun.length).entries()) {
      (rounds[round] ??= []).push({ claim, series, slice, order });
    }
  }
  return rounds.flat();
}
