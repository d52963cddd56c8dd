/** Where an image file comes from: path, URL (http, https, file, data, blob) or its bytes. */
export type ImageSource = string | URL | Uint8Array | ArrayBuffer | Blob;

/** The bytes of an image file, with a name to show. */
export interface SourceBytes {
  /** The file's content. */
  readonly bytes: Uint8Array;
  /** The file's name without its folder, or "image 1". */
  readonly name: string;
  /** What to call it in an error: the full path or address. */
  readonly where: string;
}

/**
 * Returns the bytes of an image file and its name.
 *
 * @param source A path (relative to the working directory), a URL, or bytes.
 * @param fallbackName Name of a source that has none.
 * @param signal Ends the reading.
 * @returns The bytes; those of a typed array are not copied.
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {Deno.errors.IsADirectory} If the path is a folder's.
 * @throws {Error} If a URL does not answer, or answers with an error status.
 * @throws {TypeError} If the source is of another kind.
 */
export async function readSource(
  source: ImageSource,
  fallbackName: string,
  signal?: AbortSignal,
): Promise<SourceBytes> {
  if (source instanceof Uint8Array) return inMemory(source, fallbackName);
  if (source instanceof ArrayBuffer) {
    return inMemory(new Uint8Array(source), fallbackName);
  }
  if (source instanceof Blob) {
    const name = source instanceof File && source.name !== ""
      ? source.name
      : fallbackName;
    return inMemory(new Uint8Array(await source.arrayBuffer()), name);
  }
  if (source instanceof URL || typeof source === "string") {
    const url = source instanceof URL ? source : parseUrl(source);
    if (url === null || url.protocol === "file:") {
      return await readPath(url ?? `${source}`, signal);
    }
    return await fetchUrl(url, fallbackName, signal);
  }
  const kind = (source as unknown)?.constructor?.name ?? String(source);
  throw new TypeError(
    "Cannot read an image as its source must be a path, a URL, a Uint8Array, an ArrayBuffer " +
      `or a Blob: current value is of class ${kind}`,
  );
}

function inMemory(bytes: Uint8Array, name: string): SourceBytes {
  return { bytes, name, where: name };
}

/** `C:\cat.jpg` parses as a URL too, so only known schemes count. */
function parseUrl(text: string): URL | null {
  return /^(https?|file|data|blob):/i.test(text) ? new URL(text) : null;
}

async function readPath(
  path: string | URL,
  signal?: AbortSignal,
): Promise<SourceBytes> {
  const where = `"${path}"`;
  const name = path instanceof URL
    ? fileName(path)
    : path.split(/[\\/]/).at(-1)!;
  try {
    return {
      bytes: await Deno.readFile(path, signal ? { signal } : {}),
      name,
      where,
    };
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof Deno.errors.NotFound) {
      throw new Deno.errors.NotFound(
        `Cannot read the image ${where} as there is no such file: ` +
          `the working directory is "${Deno.cwd()}"`,
        { cause },
      );
    }
    if (cause instanceof Deno.errors.IsADirectory) {
      throw new Deno.errors.IsADirectory(
        `Cannot read the image ${where} as it must be a file: it is a directory`,
        { cause },
      );
    }
    throw new Error(`Cannot read the image ${where}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

async function fetchUrl(
  url: URL,
  fallbackName: string,
  signal?: AbortSignal,
): Promise<SourceBytes> {
  const isAddress = url.protocol === "http:" || url.protocol === "https:";
  const where = isAddress ? `"${url}"` : `"${url.href.slice(0, 40)}…"`;
  try {
    const response = await fetch(url, signal ? { signal } : {});
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(
        `the server answered ${response.status} ${response.statusText}`.trim(),
      );
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    const name = isAddress ? fileName(url) : "";
    return { bytes, name: name === "" ? fallbackName : name, where };
  } catch (cause) {
    signal?.throwIfAborted();
    throw new Error(`Cannot load the image ${where}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

function fileName(url: URL): string {
  const name = url.pathname.split("/").at(-1)!;
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a % that is none of ours
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
