import { describeValue } from "../options/mod.ts";
import { type ByteBudget, collect } from "./collect.ts";
import type { FileSource } from "./file_source.ts";
import { openStream } from "./open_stream.ts";
import { BYTE_LIMIT, type Reading } from "./read_options.ts";

/** What {@linkcode readFile} returns. */
export interface FileContent {
  /** The bytes; those of a source in memory are not copied. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The file's name without its folder; empty if the source has none. */
  readonly name: string;
  /**
   * What to call it in an error: path, address or name, in quotes; undefined if
   * the source has none.
   */
  readonly where: string | undefined;
}

/** Requests that are under way at a time. */
const AT_ONCE = 6;

/**
 * Returns all bytes of a file.
 *
 * @param action What cannot be done without it, as "load the model".
 * @param source A path, URL, or the bytes.
 * @param options Signal and limits.
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {Deno.errors.IsADirectory} If it is a folder.
 * @throws {RangeError} If it has more than `byteLimit` bytes.
 * @throws {TypeError} If it is a device or a pipe, or the source is of another
 * kind.
 * @throws {Error} If it cannot be read, or the server does not answer 200 or
 * stalls.
 */
export async function readFile(
  action: string,
  source: FileSource,
  options: Reading = {},
): Promise<FileContent> {
  const { signal, byteLimit = BYTE_LIMIT } = options;
  signal?.throwIfAborted();
  if (typeof source === "string" || source instanceof URL) {
    return await readBudgeted(
      action,
      source,
      { left: byteLimit },
      (where, found) => tooLarge(action, where, byteLimit, found),
      options,
    );
  }
  if (source instanceof Uint8Array) {
    const bytes = source as Uint8Array<ArrayBuffer>;
    return { bytes, name: "", where: undefined };
  }
  if (source instanceof ArrayBuffer) {
    return { bytes: new Uint8Array(source), name: "", where: undefined };
  }
  if (source instanceof Blob) {
    const name = source instanceof File ? source.name : "";
    const where = name === "" ? undefined : `"${name}"`;
    if (source.size > byteLimit) {
      throw tooLarge(action, where ?? "from a Blob", byteLimit, source.size);
    }
    const bytes = new Uint8Array(await source.arrayBuffer());
    signal?.throwIfAborted();
    return { bytes, name, where };
  }
  throw new TypeError(
    `Cannot ${action} as its source must be a path, a URL, a Uint8Array, an ArrayBuffer or a Blob: current value is ${
      describeValue(source)
    }`,
  );
}

/**
 * Returns the bytes of several files that may have `total` bytes together.
 *
 * @param action What cannot be done without them.
 * @param sources Paths or URLs.
 * @param total Bytes of all of them at most: what lies beside them says so.
 * @param options Signal and limits.
 * @returns The content of each, in the order of the sources.
 * @throws {RangeError} If `total` is over `byteLimit`.
 * @throws {SyntaxError} If the files have more than `total` bytes.
 */
export async function readFiles(
  action: string,
  sources: readonly (string | URL)[],
  total: number,
  options: Reading = {},
): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const { signal, byteLimit = BYTE_LIMIT } = options;
  if (!(total <= byteLimit)) {
    throw new RangeError(
      `Cannot ${action} as all their files must have at most ${byteLimit} bytes (byteLimit): current size is ${total}`,
    );
  }
  const stop = new AbortController();
  const reading = {
    ...options,
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
  };
  const budget = { left: total };
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const rest = sources.entries();
  const readRest = async () => {
    for (const [i, source] of rest) {
      const { bytes } = await readBudgeted(
        action,
        source,
        budget,
        (where) =>
          new SyntaxError(
            `Cannot ${action} ${where} as all its files must hold ${total} bytes: current size is more`,
          ),
        reading,
      );
      parts[i] = bytes;
    }
  };
  // The first failure ends the others, and is what is thrown.
  await Promise.all(
    Array.from(
      { length: Math.min(AT_ONCE, sources.length) },
      () => readRest().catch((error) => stop.abort(error)),
    ),
  );
  stop.signal.throwIfAborted();
  return parts;
}

async function readBudgeted(
  action: string,
  source: string | URL,
  budget: ByteBudget,
  tooMany: (where: string, found: number) => Error,
  options: Reading,
): Promise<FileContent> {
  const stream = await openStream(action, source, options);
  const { size, name, where } = stream;
  const refuse = (found: number) => tooMany(where, found);
  if (size !== undefined && size > budget.left) {
    stream.close();
    throw refuse(size);
  }
  const bytes = await collect(
    stream.chunks(),
    size,
    budget,
    refuse,
    options.signal,
  );
  return { bytes, name, where };
}

/** The error for a file that would not fit. */
export function tooLarge(
  action: string,
  where: string,
  limit: number,
  found: number,
): RangeError {
  return new RangeError(
    `Cannot ${action} ${where} as it must have at most ${limit} bytes (byteLimit): current size is ${found} or more`,
  );
}
