import { DataTable, type Table } from "../display/mod.ts";

/** A picture that could not be explained. */
export interface UnreadPicture {
  /** Its path in the folder. */
  readonly path: string;
  /** Why not. */
  readonly reason: string;
}

/** What {@linkcode explainFolder} did, as plain data. */
export interface FolderMapsData {
  /** The folder of the maps. */
  readonly out: string;
  /** Paths of the files with maps, in the folder, by the order of the pictures. */
  readonly files: readonly string[];
  /** How many of them were there before and whole. */
  readonly kept: number;
  /** The pictures that could not be explained. */
  readonly unread: readonly UnreadPicture[];
  /** What every map is of and amounts to, as in `index.csv`. */
  readonly index: Table;
}

/**
 * The maps of a folder: which there are, not the maps themselves.
 *
 * @example
 * ```ts
 * import { FolderMaps } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const maps = new FolderMaps({
 *   out: "maps",
 *   files: ["cat.jpg.npz"],
 *   kept: 0,
 *   unread: [],
 *   index: { columns: [{ name: "file", meaning: "of the map" }], rows: [["cat.jpg.npz"]] },
 * });
 * assertEquals(String(maps), "1 maps in maps, of which 0 were there");
 * ```
 */
export class FolderMaps {
  /** What was done. */
  readonly data: FolderMapsData;

  /** The maps that the data tells of. */
  constructor(data: FolderMapsData) {
    this.data = data;
  }

  /** What every map is of and amounts to, a row an image, first its file. */
  table(): DataTable {
    return new DataTable(this.data.index);
  }

  /** How many maps there are, and what could not be explained. */
  toString(): string {
    const { out, files, kept, unread } = this.data;
    return [
      `${files.length} maps in ${out}, of which ${kept} were there`,
      ...unread.map(({ path, reason }) => `not explained: ${path}: ${reason}`),
    ].join("\n");
  }

  /** What `console.log` shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return String(this);
  }

  /** Returns what a notebook shows. */
  async [Symbol.for("Jupyter.display")](): Promise<
    Readonly<Record<string, unknown>>
  > {
    return {
      "text/html": await this.table().toFragment(),
      "text/plain": String(this),
    };
  }
}
