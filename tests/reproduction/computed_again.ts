import { assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Evaluation } from "../../lib/evaluation/mod.ts";
import {
  type Claim,
  CLAIMS,
  DataFolder,
  type Series,
} from "../../lib/reproduction/mod.ts";
import { readSeries } from "../../lib/reproduction/series_files.ts";
import { SeriesRecord } from "../../lib/reproduction/series_record.ts";

const SHARED = fileURLToPath(new URL("../../../shared", import.meta.url));
const RESULTS = fileURLToPath(
  new URL("../../docs/reproduction", import.meta.url),
);

/** Whether the data that claims are tested on are there. */
export const hasData = existsSync(`${SHARED}/datasets`);

/** That data. */
export function data(): DataFolder {
  return new DataFolder(SHARED);
}

export function seriesOf(
  claimName: string,
  seriesName: string,
): { readonly claim: Claim; readonly series: Series } {
  const claim = CLAIMS.find(({ name }) => name === claimName)!;
  const series = claim.series.find(({ name }) => name === seriesName)!;
  return { claim, series };
}

/** What the repository's CSV of a series says. */
export async function committedOf(
  claimName: string,
  seriesName: string,
): Promise<Evaluation> {
  const { claim, series } = seriesOf(claimName, seriesName);
  return (await readSeries(RESULTS, claim, series))!.evaluation();
}

/** The first images of a series, computed now, which are those of its CSV. */
export async function computedAgain(
  claimName: string,
  seriesName: string,
  count: number,
): Promise<{ readonly committed: Evaluation; readonly again: Evaluation }> {
  const { series } = seriesOf(claimName, seriesName);
  const committed = await committedOf(claimName, seriesName);
  const [slice] = await series.slices(data(), count);
  const again = SeriesRecord
    .of(await slice!.run({}), slice!, series.measures).evaluation();
  assertEquals(
    again.data.images.names,
    committed.data.images.names.slice(0, count),
  );
  return { committed, again };
}

/** Whether numbers are further apart than a bound of those near 1; relative of greater ones. */
export function isFar(
  a: number | null,
  b: number | null,
  bound: number,
): boolean {
  if (a === null || b === null) return a !== b;
  return Math.abs(a - b) > bound * Math.max(1, Math.abs(a));
}

/** The mean of those that are numbers. */
export function meanOf(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
