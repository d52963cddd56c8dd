import { readFile } from "../../files/mod.ts";
import type { EvaluationFrame } from "../result/mod.ts";
import { isRecord } from "../../options/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import {
  checkResult,
  type ExperimentUnit,
  type UnitResult,
} from "./experiment.ts";
import { Lease } from "./lease.ts";
import { join } from "./paths.ts";
import { namesIn, writeAtomic } from "./write_atomic.ts";

const FORMAT = "fullgrad unit 2";

/** What a unit is kept under: words, and 24 digits that no other unit has. */
const KEY = /^[a-z0-9][a-z0-9.-]{0,59}-[0-9a-f]{24}$/;

/** Whether a text can be the name of a unit's file, in its folder only. */
export function isUnitKey(text: unknown): text is string {
  return typeof text === "string" && KEY.test(text);
}

/** What a unit of these settings is kept under. */
export async function unitKey(
  settings: unknown,
  { labels, key }: Pick<ExperimentUnit, "labels" | "key">,
): Promise<string> {
  const hash = await sha256(JSON.stringify([settings, key, labels]));
  return `${slug(Object.values(labels).join(" "))}-${hash.slice(0, 24)}`;
}

/** A text as a part of a file name. */
export function slug(text: string): string {
  return text.toLowerCase().normalize("NFKD").replaceAll(/[^a-z0-9.]+/g, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "").slice(0, 60) || "unit";
}

/**
 * Keeps the units of an experiment in a folder, a file each, so that a run which
 * was stopped goes on where it was and several processes share one experiment.
 *
 * A file carries the checksum of its content and the key that it was written
 * under: one that is damaged, or holds something else than the unit's numbers,
 * counts as not there, is said in `notes`, and is written over.
 */
export class UnitStore {
  readonly #folder: string;
  readonly #frame: EvaluationFrame;
  readonly #notes = new Map<string, string>();

  /** @param frame What the units are of, to check their numbers. */
  constructor(folder: string, frame: EvaluationFrame) {
    this.#folder = folder;
    this.#frame = frame;
  }

  /** The files that were found damaged, a sentence each. */
  get notes(): readonly string[] {
    return [...this.#notes.values()];
  }

  /** What a unit found, or `undefined` where it is not kept. */
  async read(
    key: string,
    unit: Pick<ExperimentUnit, "labels" | "block">,
  ): Promise<UnitResult | undefined> {
    const path = this.#path(key);
    const file = await readFile("read the unit", path).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    });
    if (file === undefined) return undefined;
    try {
      const text = new TextDecoder().decode(file.bytes);
      return checkResult(this.#frame, unit, await parse(text, key));
    } catch {
      this.#notes.set(
        key,
        `${path} was damaged and does not count: what it held is computed again.`,
      );
      return undefined;
    }
  }

  /**
   * Keeps a unit. Its file appears as a whole or not at all.
   *
   * @throws {Error} If it could not be written, as on a full disk.
   */
  async write(key: string, result: UnitResult): Promise<void> {
    const text = JSON.stringify(result);
    const hash = await sha256(text);
    await writeAtomic(
      this.#path(key),
      `{"format":"${FORMAT}","key":"${key}","sha256":"${hash}","result":${text}}\n`,
    );
  }

  /** The right to compute a unit; `undefined` where another process has it. */
  lease(key: string): Promise<Lease | undefined> {
    return Lease.take(join(this.#folder, `${key}.lease`));
  }

  /** The keys of the units that are finished or being computed. */
  async begun(): Promise<ReadonlySet<string>> {
    const names = await namesIn(this.#folder);
    return new Set(names.map((name) => name.replace(/\.(json|lease)$/, "")));
  }

  #path(key: string): string {
    return join(this.#folder, `${key}.json`);
  }
}

/** @throws If the text is not of this key, or not as it was written. */
async function parse(text: string, key: string): Promise<UnitResult> {
  const file = JSON.parse(text);
  if (
    isRecord(file) && file.format === FORMAT && file.key === key &&
    isRecord(file.result) &&
    file.sha256 === await sha256(JSON.stringify(file.result))
  ) {
    return file.result as unknown as UnitResult;
  }
  throw new SyntaxError(`Cannot read ${key} as it must be as it was written`);
}
