import { collect } from "./collect.ts";
import { isGzip, unpack } from "./gunzip.ts";
import { openStream } from "./open_stream.ts";
import { tooLarge } from "./read_file.ts";
import type { ReadOptions } from "./read_options.ts";

/** A file that is read in parts of equal length. */
export interface RecordFile {
  /** What to call it in an error: path or address, in quotes. */
  readonly where: string;
  /** How many bytes it has, unpacked. */
  readonly size: number;
  /**
   * Returns records of equal length, one behind the other.
   *
   * @param offsets Where each begins.
   * @param length Bytes a record.
   * @throws {SyntaxError} If the bytes end before.
   */
  readRecords(
    offsets: readonly number[],
    length: number,
  ): Promise<Uint8Array<ArrayBuffer>>;
}

/** Options of {@linkcode openRecords}. */
export interface RecordOptions extends ReadOptions {
  /**
   * How many bytes are read at most into memory, of a packed file after
   * unpacking.
   *
   * @default {1073741824}
   */
  readonly byteLimit?: number | undefined;
  /**
   * The size that a file must have by what its first bytes say; undefined if
   * they are too few. It may throw for a file that is none of its kind.
   */
  readonly sizeOf?: (start: Uint8Array, where: string) => number | undefined;
}

/** 1 GiB: a packed file of 1 MB can be that long. */
const RECORDS_LIMIT = 2 ** 30;

/** Bytes in which a file may say its size. */
const START = 64;

/**
 * Opens a file of records. Those of a plain file are read when they are asked
 * for; a file that is packed by gzip, whatever it is called, or comes from a
 * server, is kept in memory.
 *
 * @param action What cannot be done without it, as "read the dataset file".
 * @param source A path or URL.
 * @param options Signal, limits, and what the file itself says of its size.
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {SyntaxError} If it begins as gzip and is not whole, or has more bytes
 * than it says.
 * @throws {RangeError} If more than `byteLimit` bytes would be kept in memory.
 */
export async function openRecords(
  action: string,
  source: string | URL,
  options: RecordOptions = {},
): Promise<RecordFile> {
  const { signal, byteLimit = RECORDS_LIMIT, sizeOf } = options;
  signal?.throwIfAborted();
  const stream = await openStream(action, source, options);
  const { where, size, readParts } = stream;
  if (size !== undefined && readParts !== undefined) {
    const start = new Uint8Array(2);
    await readParts(start, [0], 2);
    if (!isGzip(start)) return onDisk(action, where, size, readParts);
  }
  const refuse = (found: number) => tooLarge(action, where, byteLimit, found);
  if (size !== undefined && size > byteLimit) {
    stream.close();
    throw refuse(size);
  }
  const unpacked = unpack(stream.chunks(), (reason) =>
    new SyntaxError(
      `Cannot ${action} ${where} as it must be a whole gzip file: ${reason}`,
    ));
  const bytes = await collect(
    sizeOf === undefined
      ? unpacked
      : asLongAsItSays(unpacked, (start) =>
        sizeOf(start, where), (said) =>
        new SyntaxError(
          `Cannot ${action} ${where} as it must have ${said} bytes by its header: it has more`,
        )),
    size,
    { left: byteLimit },
    refuse,
    signal,
  );
  return inMemory(action, where, bytes);
}

/** The chunks, which must not be more than the first of them say. */
async function* asLongAsItSays(
  chunks: AsyncIterable<Uint8Array>,
  sizeOf: (start: Uint8Array) => number | undefined,
  tooLong: (said: number) => Error,
): AsyncGenerator<Uint8Array> {
  const start: number[] = [];
  let said: number | undefined;
  let size = 0;
  for await (const chunk of chunks) {
    if (said === undefined && start.length < START) {
      start.push(...chunk.subarray(0, START));
      said = sizeOf(Uint8Array.from(start));
    }
    size += chunk.length;
    if (said !== undefined && size > said) throw tooLong(said);
    yield chunk;
  }
}

function onDisk(
  action: string,
  where: string,
  size: number,
  readParts: (
    target: Uint8Array,
    positions: readonly number[],
    length: number,
  ) => Promise<number>,
): RecordFile {
  return {
    where,
    size,
    async readRecords(offsets, length) {
      const bytes = new Uint8Array(offsets.length * length);
      const count = await readParts(bytes, offsets, length);
      if (count < offsets.length) {
        throw tooShort(action, where, offsets[count]! + length);
      }
      return bytes;
    },
  };
}

function inMemory(
  action: string,
  where: string,
  content: Uint8Array,
): RecordFile {
  return {
    where,
    size: content.length,
    readRecords(offsets, length) {
      const bytes = new Uint8Array(offsets.length * length);
      for (const [i, offset] of offsets.entries()) {
        if (offset + length > content.length) {
          return Promise.reject(tooShort(action, where, offset + length));
        }
        bytes.set(content.subarray(offset, offset + length), i * length);
      }
      return Promise.resolve(bytes);
    },
  };
}

function tooShort(action: string, where: string, needed: number): SyntaxError {
  return new SyntaxError(
    `Cannot ${action} ${where} as it must have ${needed} bytes at least: it ends before`,
  );
}
