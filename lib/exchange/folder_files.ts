import {
  type FolderContent,
  nameBytes,
  nameStart,
  toUrl,
} from "../files/mod.ts";
import { describeValue } from "../options/mod.ts";
import { sha256 } from "../platform/mod.ts";

/** Names of files that are pictures. */
const PICTURE = /\.(png|jpe?g|webp|gif|tiff?|avif|svg)$/i;

/** How names of maps over their images end. */
export const OVERLAY = ".map.png";

/**
 * The folder of the maps as the system has it.
 *
 * @throws {TypeError} If there is none, or it is not on this computer.
 */
export function outFolder(action: string, out: string | undefined): string {
  if (out === undefined) {
    throw new TypeError(`Cannot ${action} as out must be a folder's path`);
  }
  const url = toUrl(action, out);
  if (url.protocol !== "file:") {
    throw new TypeError(
      `Cannot ${action} as out must be a folder of this computer: current value is ${
        describeValue(out)
      }`,
    );
  }
  if (!/^file:/i.test(out)) return out;
  const { fileURLToPath } = globalThis.process.getBuiltinModule("node:url");
  return fileURLToPath(url);
}

/** The pictures of a folder, without what an earlier run has drawn there. */
export function picturesOf({ files }: FolderContent): readonly string[] {
  const all = new Set(files);
  const isDrawn = (path: string) =>
    path.endsWith(OVERLAY) &&
    all.has(`${path.slice(0, -OVERLAY.length)}.npz`);
  return files.filter((path) => PICTURE.test(path) && !isDrawn(path));
}

/** Bytes that a name may have on the systems of today. */
const MOST_BYTES = 255;

/**
 * What the files of a picture's map are called before their endings: like the
 * picture, or, where systems would refuse the name, its beginning and the hash of
 * all of it.
 */
export async function mapName(path: string): Promise<string> {
  const slash = path.lastIndexOf("/") + 1;
  const [folder, name] = [path.slice(0, slash), path.slice(slash)];
  if (nameBytes(name) + OVERLAY.length <= MOST_BYTES) return path;
  const hash = (await sha256(name)).slice(0, 16);
  const [ending] = PICTURE.exec(name)!;
  const tail = `~${hash}${ending}`;
  const most = MOST_BYTES - OVERLAY.length - tail.length;
  return `${folder}${nameStart(name, most)}${tail}`;
}

/** Whether there is a file. */
export async function isThere(path: string): Promise<boolean> {
  const fs = globalThis.process.getBuiltinModule("node:fs/promises");
  return await fs.access(path).then(() => true, () => false);
}

/** Removes a file if there is one. */
export async function remove(path: string): Promise<void> {
  const fs = globalThis.process.getBuiltinModule("node:fs/promises");
  await fs.rm(path, { force: true });
}
