import { readFile } from "../../files/mod.ts";
import { isRecord } from "../../options/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import { CELL, type EvaluationFrame, parseFrame } from "../result/mod.ts";
import { type ExperimentUnit, isWithin, type Origin } from "./experiment.ts";
import { join } from "./paths.ts";
import { isUnitKey, slug } from "./unit_store.ts";
import { namesIn, writeAtomic } from "./write_atomic.ts";

const FORMAT = "fullgrad job 2";
const ENDING = ".job.json";

/** What a folder says of an experiment: enough for its record without running it. */
export interface JobFile {
  readonly frame: EvaluationFrame;
  readonly origin: Origin;
  readonly units: readonly KeptUnit[];
}

/** A unit, and what it is kept under. */
export interface KeptUnit extends Pick<ExperimentUnit, "labels" | "block"> {
  readonly key: string;
}

/**
 * Says in a folder what its units are; every process that shares the experiment
 * writes the same. The file's name without its ending.
 */
export async function writeJobFile(
  folder: string,
  job: JobFile,
): Promise<string> {
  const text = JSON.stringify(job);
  const hash = await sha256(text);
  const stem = `${slug(job.frame.experiment)}-${hash.slice(0, 12)}`;
  const path = join(folder, `${stem}${ENDING}`);
  const content = `{"format":"${FORMAT}","sha256":"${hash}","job":${text}}\n`;
  const there = await Deno.readTextFile(path).catch(() => undefined);
  if (there !== content) await writeAtomic(path, content);
  return stem;
}

/**
 * The experiments of a folder.
 *
 * @throws {SyntaxError} If a file is not one of ours as it was written, or of an
 * earlier version.
 */
export async function readJobFiles(
  folder: string,
): Promise<readonly JobFile[]> {
  const names = (await namesIn(folder))
    .filter((name) => name.endsWith(ENDING) && !name.startsWith("."));
  return await Promise.all(
    names.map((name) => readJobFile(join(folder, name))),
  );
}

/**
 * Checks that a folder holds no experiment of an earlier version, whose numbers
 * nobody would find again.
 *
 * @throws {RangeError} If it does.
 */
export async function checkFolder(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (!name.endsWith(ENDING) || name.startsWith(".")) continue;
    const path = join(folder, name);
    const format = formatOf(await readText(path));
    if (format === FORMAT || !format?.startsWith("fullgrad job")) continue;
    throw new RangeError(
      `Cannot go on in ${folder} as its results must be of this version: ${name} is of an earlier one, whose numbers are not read. Choose another folder`,
    );
  }
}

/** @throws If it is no file, or a device that never ends. */
async function readText(path: string): Promise<string> {
  const { bytes } = await readFile("read the job file", path);
  return new TextDecoder().decode(bytes);
}

function formatOf(text: string): string | undefined {
  try {
    const { format } = JSON.parse(text);
    return typeof format === "string" ? format : undefined;
  } catch {
    return undefined;
  }
}

async function readJobFile(path: string): Promise<JobFile> {
  const text = await readText(path);
  const refuse = (requirement: string) =>
    new SyntaxError(
      `Cannot merge ${path} as it must be ${requirement}: run a shard again to write it anew`,
    );
  const format = formatOf(text);
  if (format !== FORMAT) {
    throw refuse(
      format?.startsWith("fullgrad job")
        ? "of this version, not of an earlier one"
        : "the file of an experiment",
    );
  }
  const { sha256: hash, job } = JSON.parse(text);
  if (hash !== await sha256(JSON.stringify(job) ?? "")) {
    throw refuse("as it was written: it is damaged");
  }
  try {
    return checkJob(job);
  } catch (error) {
    throw refuse(
      `of its form (${error instanceof Error ? error.message : error})`,
    );
  }
}

/** @throws If a field is missing or of another form. */
function checkJob(job: unknown): JobFile {
  if (!isRecord(job)) throw new SyntaxError("the job must be an object");
  const { frame: fields, origin, units } = job;
  const frame = parseFrame(fields);
  const { call, backend, seeds } = isRecord(origin) ? origin : {};
  if (
    typeof call !== "string" || typeof backend !== "string" ||
    !Array.isArray(seeds) || !seeds.every(Number.isFinite)
  ) {
    throw new SyntaxError("origin must say call, backend and seeds");
  }
  if (!Array.isArray(units) || units.length === 0) {
    throw new SyntaxError("units must be a list, not empty");
  }
  for (const [i, unit] of units.entries()) {
    const { key, labels, block } = isRecord(unit) ? unit : {};
    if (!isUnitKey(key)) {
      throw new SyntaxError(`units[${i}].key must be the name of a unit`);
    }
    if (!isRecord(labels)) throw new SyntaxError(`units[${i}].labels`);
    Object.entries(labels).forEach(([name, value]) =>
      CELL(value, `units[${i}].labels.${name}`)
    );
    if (
      !isRecord(block) || !Object.values(block).every(isPair) ||
      !isWithin(frame, block)
    ) {
      throw new SyntaxError(`units[${i}].block must lie within the table`);
    }
  }
  checkNames(units as readonly KeptUnit[]);
  const keys = new Set(units.map(({ key }) => key));
  if (keys.size < units.length) {
    throw new SyntaxError("every unit must have a key of its own");
  }
  return job as unknown as JobFile;
}

function isPair(range: unknown): boolean {
  return Array.isArray(range) && range.length === 2;
}

/**
 * Checks that no two units have the same labels.
 *
 * @throws {RangeError} If two have.
 */
export function checkNames(
  units: readonly Pick<ExperimentUnit, "labels">[],
): void {
  const seen = new Set<string>();
  for (const { labels } of units) {
    const name = JSON.stringify(Object.entries(labels).toSorted());
    if (seen.has(name)) {
      throw new RangeError(
        `Cannot tell units apart as each must have labels of its own: two have ${
          JSON.stringify(labels)
        }`,
      );
    }
    seen.add(name);
  }
}
