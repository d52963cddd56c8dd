import { fileLocation } from "./file_source.ts";
import { type LocalFiles, localFiles } from "./local_file.ts";

/** What {@linkcode listFolder} finds, by path from the folder, `/` between. */
export interface FolderContent {
  /** The folder's own name. */
  readonly name: string;
  /** What to call it in an error, in quotes. */
  readonly where: string;
  /** The regular files. */
  readonly files: readonly string[];
  /** The folders. */
  readonly folders: readonly string[];
  /** Links that point nowhere, and what is neither file nor folder. */
  readonly broken: readonly string[];
  /** The folders that were not looked into. */
  readonly hidden: readonly string[];
  /** The path of one of them on this computer. */
  pathOf(path: string): string;
}

/** Names of folders that hold what operating systems leave behind. */
const LEFT_BEHIND: readonly string[] = ["__MACOSX", "@eaDir"];

/** Folders at most: links can make any number of a few. */
const MOST_FOLDERS = 100_000;

/** What {@linkcode listFolder} is told beside the folder. */
export interface ListOptions {
  readonly signal?: AbortSignal | undefined;
  readonly depth?: number;
}

/**
 * Lists what is in a folder and the folders in it, in order of their paths.
 *
 * Links are followed, though not back into a folder that they lie in. What
 * operating systems leave behind is left out: names that begin with a dot,
 * `__MACOSX`, and `@eaDir`, where a Synology keeps thumbnails.
 *
 * @param action What cannot be done without it, as "read the images of".
 * @param folder Path or file URL.
 * @param options A signal, which ends the listing, and how many folders deep it
 * goes: all by default.
 * @throws {Deno.errors.NotFound} If there is no such folder.
 * @throws {TypeError} If it is not on this computer.
 * @throws {RangeError} If links make more than 100,000 folders of it.
 */
export async function listFolder(
  action: string,
  folder: string | URL,
  { signal, depth = Infinity }: ListOptions = {},
): Promise<FolderContent> {
  const location = fileLocation(action, folder);
  const { where } = location;
  if (location.url.protocol !== "file:") {
    throw new TypeError(
      `Cannot ${action} ${where} as a folder must be one of this computer: its scheme is ${location.url.protocol}`,
    );
  }
  const { fs, unreadable } = localFiles(action, where, "folder");
  const { fileURLToPath } = globalThis.process.getBuiltinModule("node:url");
  const root = fileURLToPath(location.url).replace(/[\\/]+$/, "") || "/";
  const pathOf = (path: string) => path === "" ? root : `${root}/${path}`;
  const content = {
    files: [] as string[],
    folders: [] as string[],
    broken: [] as string[],
    hidden: [] as string[],
  };
  const list = async (
    folder: string,
    above: readonly string[],
  ): Promise<void> => {
    signal?.throwIfAborted();
    const real = await fs.realpath(pathOf(folder)).catch(unreadable);
    if (above.includes(real)) return;
    if (folder !== "") content.folders.push(folder);
    if (content.folders.length > MOST_FOLDERS) {
      throw new RangeError(
        `Cannot ${action} ${where} as it may hold ${MOST_FOLDERS} folders at most: links in it lead to more`,
      );
    }
    const entries = await fs.readdir(real, { withFileTypes: true })
      .catch(unreadable);
    entries.sort((a, b) => a.name < b.name ? -1 : 1);
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (
        entry.name.startsWith(".") || LEFT_BEHIND.includes(entry.name)
      ) {
        if (entry.isDirectory()) content.hidden.push(path);
        continue;
      }
      const kind = await kindOf(entry, pathOf(path), fs);
      if (kind === "folder") {
        if (path.split("/").length < depth) await list(path, [...above, real]);
      } else content[kind === "file" ? "files" : "broken"].push(path);
    }
  };
  await list("", []);
  return { name: root.split(/[\\/]/).at(-1)!, where, pathOf, ...content };
}

/** What an entry is; a link is what it points to. */
async function kindOf(
  entry: {
    isFile(): boolean;
    isDirectory(): boolean;
    isSymbolicLink(): boolean;
  },
  path: string,
  fs: LocalFiles["fs"],
): Promise<"file" | "folder" | "other"> {
  const target = entry.isSymbolicLink()
    ? await fs.stat(path).catch(() => undefined)
    : entry;
  if (target?.isFile()) return "file";
  return target?.isDirectory() ? "folder" : "other";
}
