import { zipSync } from "fflate";

/** The first time that a zip archive can hold: the same files, the same bytes. */
const TIME = new Date(1980, 0, 1);

/**
 * A zip archive of files by their names, not packed, as NumPy's `savez` writes
 * them: numbers hardly get smaller.
 */
export function zip(
  files: Readonly<Record<string, Uint8Array>>,
): Uint8Array<ArrayBuffer> {
  return zipSync(files, { level: 0, mtime: TIME });
}
