import { Lease, writeAtomic } from "../evaluation/mod.ts";
import type { Claim, Series } from "./claim.ts";
import { SeriesRecord } from "./series_record.ts";

/** The CSV of a series in a folder of results, and what its rows do not say. */
export function seriesPaths(
  out: string,
  claim: Pick<Claim, "name">,
  series: Pick<Series, "name">,
): { readonly csv: string; readonly json: string } {
  const stem = `${out}/${claim.name}/${series.name}`;
  return { csv: `${stem}.csv`, json: `${stem}.json` };
}

/** What the results have of a series; `undefined` where there is nothing yet. */
export async function readSeries(
  out: string,
  claim: Pick<Claim, "name">,
  series: Pick<Series, "name">,
): Promise<SeriesRecord | undefined> {
  const { csv, json } = seriesPaths(out, claim, series);
  const [rows, header] = [await textOf(csv), await textOf(json)];
  if (rows === undefined || header === undefined) return undefined;
  return recordIn(csv, () => SeriesRecord.parse(rows, header));
}

/** @throws {SyntaxError} If what files hold is damaged. */
function recordIn(path: string, read: () => SeriesRecord): SeriesRecord {
  try {
    return read();
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read the series ${JSON.stringify(path)} as it must be whole: ${
        (cause as Error).message
      }`,
      { cause },
    );
  }
}

/** Keeps what one slice has found, in a file of its own: as a whole or not at all. */
export async function keepSlice(
  work: string,
  claim: Pick<Claim, "name">,
  series: Pick<Series, "name">,
  name: string,
  record: SeriesRecord,
): Promise<void> {
  await writeAtomic(
    `${sliceFolder(work, claim, series)}/${encodeURIComponent(name)}.json`,
    JSON.stringify({ csv: record.toCsv(), json: record.toJson() }),
  );
}

/** Where series are written, and where the slices of all processes are. */
export interface SeriesFolders {
  readonly out: string;
  readonly work: string;
  readonly signal: AbortSignal;
}

/**
 * Writes the CSV of a series: what it has, and the slices of the work folder,
 * whoever computed them. One process at a time does, so that none of before
 * takes the place of a later one. The names of the slices that are finished.
 */
export async function gatherSeries(
  folders: SeriesFolders,
  claim: Pick<Claim, "name">,
  series: Pick<Series, "name">,
  order: readonly string[],
): Promise<readonly string[]> {
  const { out, signal } = folders;
  const now = await newSlices(folders, claim, series, order);
  if (now.found.length === 0) return now.committed?.slices ?? [];
  const paths = seriesPaths(out, claim, series);
  await Deno.mkdir(`${out}/${claim.name}`, { recursive: true });
  await using _lease = await Lease.wait(`${paths.csv}.lease`, signal);
  // Another process may have written them in between.
  const { committed, found } = await newSlices(folders, claim, series, order);
  if (found.length === 0) return committed?.slices ?? [];
  const joined = SeriesRecord.join(
    committed === undefined ? found : [committed, ...found],
    order,
  );
  await writeAtomic(paths.csv, joined.toCsv());
  await writeAtomic(paths.json, joined.toJson());
  return joined.slices;
}

/** What the results have of a series, and the slices that they have not. */
async function newSlices(
  { out, work }: SeriesFolders,
  claim: Pick<Claim, "name">,
  series: Pick<Series, "name">,
  order: readonly string[],
): Promise<{
  readonly committed: SeriesRecord | undefined;
  readonly found: readonly SeriesRecord[];
}> {
  const committed = await readSeries(out, claim, series);
  const known = new Set(committed?.slices);
  const found: SeriesRecord[] = [];
  for (const name of order) {
    if (known.has(name)) continue;
    const path = `${sliceFolder(work, claim, series)}/${
      encodeURIComponent(name)
    }.json`;
    const text = await textOf(path);
    if (text === undefined) continue;
    found.push(recordIn(path, () => {
      const { csv, json } = JSON.parse(text);
      return SeriesRecord.parse(csv, json);
    }));
  }
  return { committed, found };
}

function sliceFolder(
  work: string,
  claim: Pick<Claim, "name">,
  series: Pick<Series, "name">,
): string {
  return `${work}/${claim.name}/slices/${series.name}`;
}

async function textOf(path: string): Promise<string | undefined> {
  return await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  });
}
