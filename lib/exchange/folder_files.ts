import { type FolderContent, toUrl } from "../files/mod.ts";
import { describeValue } from "../options/mod.ts";

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
