import { describeValue } from "../options/mod.ts";

/**
 * Where the bytes of a file come from: a path (relative to the working
 * directory), an http, https, file, data or blob URL, or the bytes themselves.
 */
export type FileSource = string | URL | Uint8Array | ArrayBuffer | Blob;

/** A path or URL, and how an error shows it. */
export interface FileLocation {
  /** Its URL. */
  readonly url: URL;
  /** The file's name without its folder; empty if it has none. */
  readonly name: string;
  /** As the caller wrote it, in quotes. */
  readonly where: string;
}

/** A file that has been found and whose bytes have not been read yet. */
export interface FileStream {
  /** How many bytes it has, where that is known. */
  readonly size: number | undefined;
  /** Its bytes, one after the other. A chunk is valid until the next one. */
  chunks(): AsyncIterable<Uint8Array>;
  /**
   * Fills parts of `target`, one behind the other, each from its place in the
   * file, and returns how many parts the file has had. Only a file of this
   * computer can be read in any order.
   */
  readonly readParts?: (
    target: Uint8Array,
    positions: readonly number[],
    length: number,
  ) => Promise<number>;
  /** Lets go of it; to be called if `chunks` has not been read to its end. */
  close(): void;
}

/** URLs begin with a word of two letters or more; `C:` is a drive. */
const SCHEME = /^([a-z][a-z0-9+.-]+):(\/\/)?/i;
const READABLE = ["http:", "https:", "file:", "data:", "blob:"];

/** Characters of a data URL that an error shows. */
const SHOWN = 40;

/**
 * Returns the URL of a path or of a URL's text.
 *
 * @param action What cannot be done without it, as "load the model".
 * @param source A path, relative to the working directory (in a page, to the
 * page), or a URL.
 * @throws {TypeError} If it is neither, or a URL that cannot be read.
 */
export function toUrl(action: string, source: unknown): URL {
  const fail = (): never => {
    throw new TypeError(
      `Cannot ${action} as its source must be a path or an http, https, file, data or blob URL: current value is ${
        typeof source === "string" || source instanceof URL
          ? JSON.stringify(shortened(String(source)))
          : describeValue(source)
      }`,
    );
  };
  if (source instanceof URL) {
    return READABLE.includes(source.protocol) ? source : fail();
  }
  if (typeof source !== "string" || source === "") return fail();
  const [start, scheme, slashes] = SCHEME.exec(source) ?? [];
  if (start !== undefined) {
    const known = READABLE.includes(`${scheme!.toLowerCase()}:`);
    if (known) return URL.canParse(source) ? new URL(source) : fail();
    if (slashes !== undefined) return fail();
  }
  return pathUrl(source);
}

/** @see {@linkcode toUrl} */
export function fileLocation(
  action: string,
  source: string | URL,
): FileLocation {
  // Ours alone, which nobody can write.
  const isGiven = source instanceof URL && source.protocol === "given:";
  const url = isGiven ? source : toUrl(action, source);
  const isData = url.protocol === "data:" || url.protocol === "blob:";
  return {
    url,
    name: isData ? "" : decoded(url.pathname.split("/").at(-1)!),
    where: `"${
      isData
        ? shortened(url.href)
        : isGiven
        ? decoded(url.pathname.slice(1))
        : source instanceof URL && url.protocol === "file:"
        ? decoded(url.pathname)
        : source
    }"`,
  };
}

/** A path's URL; in a page, which has no files, it is an address there. */
function pathUrl(path: string): URL {
  const node = globalThis.process?.getBuiltinModule?.("node:url");
  return node?.pathToFileURL(path) ??
    new URL(path, globalThis.location?.href);
}

function shortened(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a % that is none of ours
  }
}
