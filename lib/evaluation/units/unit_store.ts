import { join } from "node:path";
import { fingerprint } from "./fingerprint.ts";
import type { Json } from "../../display/mod.ts";
import { fromJson, toJson } from "./json.ts";
import { writeWhole } from "./write_whole.ts";

const FORMAT = "fullgrad unit 1";

/**
 * Keeps the finished parts of a job in a folder, a file each, so that a job
 * which was interrupted goes on where it was and several processes share one
 * job. Without a folder it keeps nothing.
 *
 * A file carries the checksum of its content and the key that it was written
 * under: one that is damaged counts as not there, is said in `notes`, and is
 * written over.
 */
export class UnitStore {
  readonly #folder: string | undefined;
  readonly #notes = new Map<string, string>();

  /** @param folder Where the files are; made when the first one is written. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** The files that were found damaged, a sentence each. */
  get notes(): readonly string[] {
    return [...this.#notes.values()];
  }

  /** The part that was kept under a key, or `undefined`. */
  async read(key: string): Promise<Json | undefined> {
    if (this.#folder === undefined) return undefined;
    const path = this.#path(key);
    const text = await Deno.readTextFile(path).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    const result = await parse(text, key);
    if (result === undefined) {
      this.#notes.set(
        key,
        `${path} was damaged and does not count: what it held is computed again.`,
      );
    }
    return result;
  }

  /**
   * Keeps a part. Its file appears as a whole or not at all.
   *
   * @param key A file name without extension.
   * @throws {Error} If it could not be written, as on a full disk.
   */
  async write(key: string, result: Json): Promise<void> {
    if (this.#folder === undefined) return;
    const text = toJson(result);
    const sha256 = await fingerprint(text);
    await writeWhole(
      this.#path(key),
      `{"format":"${FORMAT}","key":${
        JSON.stringify(key)
      },"sha256":"${sha256}","result":${text}}\n`,
    );
  }

  #path(key: string): string {
    return join(this.#folder!, `${key}.json`);
  }
}

/** The result in a file's text, if it is whole and of this key. */
async function parse(text: string, key: string): Promise<Json | undefined> {
  let file: Json;
  try {
    file = fromJson(text);
  } catch {
    return undefined;
  }
  if (typeof file !== "object" || file === null || !("result" in file)) {
    return undefined;
  }
  const { format, key: keptKey, sha256, result } = file;
  return format === FORMAT && keptKey === key && result !== undefined &&
      sha256 === await fingerprint(toJson(result))
    ? result
    : undefined;
}
