import { nameEnd, writeWhole } from "../../files/mod.ts";
import { basename, dirname, join } from "./paths.ts";
import { isGone, isSilent, thisWriter, type Writer } from "./process.ts";

const ENDING = ".unfinished";

/**
 * Writes a file that appears as a whole or not at all, also where the process
 * is killed or the disk is full: into a hidden file, through to the disk, and
 * renamed.
 *
 * A killed process may leave a hidden file `.….unfinished` behind, which nobody
 * reads and {@linkcode clearUnfinished} removes.
 *
 * @param scratch Where the hidden file is: on the same disk.
 * @throws {Error} If it could not be written; what was there before stays.
 */
export async function writeAtomic(
  path: string,
  content: string | Uint8Array,
  scratch: string = dirname(path),
): Promise<void> {
  const unfinished = join(scratch, unfinishedName(basename(path)));
  try {
    await writeWhole(path, content, { unfinished });
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** What is thrown where a file could not be written. */
export function cannotWrite(path: string, cause: unknown): Error {
  return new Error(
    `Cannot write ${path}, everything written before is kept: ${
      cause instanceof Error ? cause.message : cause
    }`,
    { cause },
  );
}

/**
 * Removes the hidden files that processes which are gone left in a folder, five
 * minutes after they were last written to: a writer that seems gone may not be.
 */
export async function clearUnfinished(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (!name.startsWith(".") || !name.endsWith(ENDING)) continue;
    const path = join(folder, name);
    const { mtime } = await files().stat(path).catch(() => ({ mtime: null }));
    if (mtime === null || !isSilent(mtime.getTime())) continue;
    if (isGone(writerOf(name), mtime.getTime())) {
      await files().rm(path, { force: true }).catch(() => {});
    }
  }
}

/** The names in a folder; none where there is no folder. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await files().readdir(folder)).sort();
  } catch (error) {
    if ((error as { readonly code?: string }).code === "ENOENT") return [];
    throw error;
  }
}

/** Those of Deno and Node. */
function files() {
  return globalThis.process.getBuiltinModule("node:fs/promises");
}

function unfinishedName(name: string): string {
  const { host, pid, id } = thisWriter();
  const machine = host.replaceAll(/[^A-Za-z0-9-]/g, "-").slice(0, 60);
  const end = nameEnd(name, 60);
  return `.${end}.${machine}.${pid}.${id}.${crypto.randomUUID()}${ENDING}`;
}

/** The writer in a file's name; one nobody knows in that of another form. */
function writerOf(name: string): Writer {
  const [id = "", pid = "", machine = ""] = name.split(".").slice(-5, -2)
    .reverse();
  const { host } = thisWriter();
  const own = host.replaceAll(/[^A-Za-z0-9-]/g, "-").slice(0, 60);
  return { host: machine === own ? host : "", pid: Number(pid), id };
}
