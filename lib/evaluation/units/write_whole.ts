import { basename, dirname, join } from "node:path";

/**
 * Writes a file that appears as a whole or not at all, also where the process
 * is killed or the disk is full: into a file beside it, through to the disk,
 * and renamed.
 *
 * A killed process may leave a hidden file `.….unfinished` behind, which nobody
 * reads.
 *
 * @throws {Error} If it could not be written; what was there before stays.
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const folder = dirname(path);
  const unfinished = join(
    folder,
    `.${basename(path)}.${crypto.randomUUID()}.unfinished`,
  );
  try {
    await Deno.mkdir(folder, { recursive: true });
    await writeThrough(unfinished, content);
    await Deno.rename(unfinished, path);
  } catch (error) {
    await Deno.remove(unfinished).catch(() => {});
    throw new Error(
      `Cannot write ${path}, everything written before is kept: ${
        error instanceof Error ? error.message : error
      }`,
      { cause: error },
    );
  }
}

/** Writes a new file and waits until it is on the disk. */
async function writeThrough(
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  using file = await Deno.open(path, { createNew: true, write: true });
  let rest = typeof content === "string"
    ? new TextEncoder().encode(content)
    : content;
  while (rest.length > 0) rest = rest.subarray(await file.write(rest));
  await file.sync();
}
