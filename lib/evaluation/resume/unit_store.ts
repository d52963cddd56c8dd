import { join } from "node:path";

/** A finished part of a long job: numbers by name. */
export type Unit = Readonly<Record<string, readonly number[]>>;

/**
 * Keeps the finished parts of a job in a folder, so that a job which was
 * interrupted goes on where it was. Without a folder it keeps nothing.
 */
export class UnitStore {
  readonly #folder: string | undefined;

  /** @param folder Where the files are; made when the first one is written. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /**
   * The part that was kept under a key, or `undefined`.
   *
   * @throws {SyntaxError} If its file is not one of ours.
   */
  async read(key: string): Promise<Unit | undefined> {
    if (this.#folder === undefined) return undefined;
    const path = join(this.#folder, `${key}.json`);
    let text: string;
    try {
      text = await Deno.readTextFile(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
    return parse(text, path);
  }

  /** Keeps a part. Its file appears as a whole or not at all. */
  async write(key: string, unit: Unit): Promise<void> {
    if (this.#folder === undefined) return;
    await Deno.mkdir(this.#folder, { recursive: true });
    const unfinished = await Deno.makeTempFile({
      dir: this.#folder,
      suffix: ".unfinished",
    });
    await Deno.writeTextFile(unfinished, JSON.stringify(unit));
    await Deno.rename(unfinished, join(this.#folder, `${key}.json`));
  }
}

function parse(text: string, path: string): Unit {
  let unit: unknown;
  try {
    unit = JSON.parse(text);
  } catch {
    unit = undefined;
  }
  if (
    typeof unit === "object" && unit !== null && isNumbers(Object.values(unit))
  ) {
    return unit as Unit;
  }
  throw new SyntaxError(
    `Cannot resume from ${path} as it must hold lists of numbers: delete the file to compute them again`,
  );
}

function isNumbers(lists: readonly unknown[]): boolean {
  return lists.every((list) =>
    Array.isArray(list) && list.every((value) => typeof value === "number")
  );
}
