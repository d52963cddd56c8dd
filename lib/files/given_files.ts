import type { FileLocation, FileSource, FileStream } from "./file_source.ts";
import { systemError } from "./local_file.ts";

/**
 * Files that are given as they are, by path: what a reader of a page has dropped
 * into it, or what comes with the package. Each has a URL, so that a file that
 * names others is read as anywhere else.
 */
export type GivenFiles = ReadonlyMap<string, FileSource>;

/** The scheme of their URLs, which are of no use outside. */
export const GIVEN_SCHEME = "given:";

/** Returns the URL of the given file at a path. */
export function givenUrl(path: string): URL {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return new URL(`${GIVEN_SCHEME}///${encoded}`);
}

/**
 * What to call the file at a URL in an error: its address, or the name of a file
 * that was given, in quotes.
 */
export function shownUrl({ protocol, pathname, href }: URL): string {
  if (protocol !== GIVEN_SCHEME) return href;
  return JSON.stringify(decodeURIComponent(pathname.slice(1)));
}

/**
 * Finds a file among those that are given.
 *
 * @throws {Deno.errors.NotFound} If it is none of them.
 */
export function givenFile(
  action: string,
  { url }: FileLocation,
  files: GivenFiles = new Map(),
): FileSource {
  const path = decodeURIComponent(url.pathname.slice(1));
  const source = files.get(path);
  if (source !== undefined) return source;
  throw systemError(
    "NotFound",
    `Cannot ${action} "${path}" as it must be one of the files that were given: they are ${
      [...files.keys()].slice(0, 20).join(", ")
    }`,
  );
}

/** Returns the bytes of a file in memory as they come. */
export function openInMemory(
  source: Exclude<FileSource, string | URL>,
): FileStream {
  const blob = source instanceof Blob
    ? source
    : new Blob([source as Uint8Array<ArrayBuffer> | ArrayBuffer]);
  return {
    size: blob.size,
    async *chunks() {
      const reader = blob.stream().getReader();
      while (true) {
        const { done, value } = await reader.read();
        if (done) return;
        yield value;
      }
    },
    close() {},
  };
}
