import { join } from "node:path";
import { fingerprint } from "./fingerprint.ts";
import { type Job, slug, type WorkUnit } from "./job.ts";
import type { Json } from "../../display/mod.ts";
import { fromJson, toJson } from "./json.ts";
import type { TableColumn } from "./table.ts";
import { writeWhole } from "./write_whole.ts";

const FORMAT = "fullgrad job 1";
const ENDING = ".job.json";

/** What a folder says of a job: enough to make its table without running it. */
export interface JobFile {
  readonly format: typeof FORMAT;
  readonly name: string;
  /** Everything that changes the results, as it was used. */
  readonly settings: Json;
  readonly columns: readonly TableColumn[];
  readonly units: readonly {
    readonly key: string;
    readonly labels: WorkUnit["labels"];
  }[];
}

/** Says in a folder what its units are. Every shard writes the same. */
export async function writeJobFile(
  folder: string,
  { name, settings, columns, units }: Job,
  keys: readonly string[],
): Promise<void> {
  const file: JobFile = {
    format: FORMAT,
    name,
    settings,
    columns,
    units: units.map(({ labels }, i) => ({ key: keys[i]!, labels })),
  };
  await copyJobFile(folder, file);
}

/** Writes a job's file into a folder; its name without the ending. */
export async function copyJobFile(
  folder: string,
  job: JobFile,
): Promise<string> {
  const text = toJson(job as unknown as Json);
  const hash = await fingerprint(text);
  const stem = `${slug(job.name)}-${hash.slice(0, 12)}`;
  const path = join(folder, `${stem}${ENDING}`);
  const there = await Deno.readTextFile(path).catch(() => undefined);
  if (there !== `${text}\n`) await writeWhole(path, `${text}\n`);
  return stem;
}

/**
 * The jobs of a folder.
 *
 * @throws {SyntaxError} If a file is not one of ours.
 */
export async function readJobFiles(
  folder: string,
): Promise<readonly JobFile[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(ENDING) && !name.startsWith(".")) names.push(name);
  }
  return await Promise.all(
    names.sort().map(async (name) => {
      const path = join(folder, name);
      return parse(await Deno.readTextFile(path), path);
    }),
  );
}

function parse(text: string, path: string): JobFile {
  let job: Json;
  try {
    job = fromJson(text);
  } catch {
    job = null;
  }
  if (
    typeof job === "object" && job !== null && "format" in job &&
    job.format === FORMAT
  ) {
    return job as unknown as JobFile;
  }
  throw new SyntaxError(
    `Cannot merge ${path} as it must be a job's file: run a shard again to write it anew`,
  );
}
