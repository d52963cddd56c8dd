import { nameEnd } from "./name_bytes.ts";

/** What a file that is not whole yet is called. */
export interface WriteWholeOptions {
  /**
   * Path of the file that is written first, on the same disk.
   *
   * @default a hidden one beside it
   */
  readonly unfinished?: string;
}

/**
 * Writes a file that appears as a whole or not at all, also where the process is
 * killed or the disk is full: into another file, through to the disk, and
 * renamed. Folders that lack are made.
 *
 * @param path Where the file is to be, on this computer.
 * @throws {TypeError} If there are no files, as in a page.
 * @throws What the system says, if it could not be written; what was there before
 * stays.
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  options: WriteWholeOptions = {},
): Promise<void> {
  const { process } = globalThis;
  const fs = process?.getBuiltinModule?.("node:fs/promises");
  if (fs === undefined) {
    throw new TypeError(
      `Cannot write ${
        JSON.stringify(path)
      } as a page has no files: take the bytes`,
    );
  }
  const { basename, dirname, join } = process.getBuiltinModule("node:path");
  const {
    unfinished = join(
      dirname(path),
      `.${nameEnd(basename(path), 100)}.${crypto.randomUUID()}.unfinished`,
    ),
  } = options;
  try {
    await fs.mkdir(dirname(unfinished), { recursive: true });
    await fs.mkdir(dirname(path), { recursive: true });
    const file = await fs.open(unfinished, "wx");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await fs.rename(unfinished, path);
  } catch (error) {
    await fs.rm(unfinished, { force: true }).catch(() => {});
    throw error;
  }
}
