import { readBytes, toUrl } from "../../model/mod.ts";

/** Bytes that lie somewhere and are read in parts. */
export interface ByteSource {
  /** What to call it in an error. */
  readonly where: string;
  /** How many bytes there are. */
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
  ): Promise<Uint8Array>;
}

/**
 * Returns the bytes of a file or URL. Those of a plain file are read when they
 * are asked for; those that are packed by gzip, or come from a server, are kept
 * in memory.
 *
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {SyntaxError} If it begins as gzip and is not whole.
 */
export async function openBytes(source: string | URL): Promise<ByteSource> {
  const url = toUrl(source);
  const where = `"${url.protocol === "file:" ? url.pathname : url.href}"`;
  if (url.protocol === "file:" && !url.pathname.endsWith(".gz")) {
    return await openFile(url, where);
  }
  const bytes = await readBytes(url, `read the dataset file ${where}`);
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return inMemory(isPacked ? await unpack(bytes, where) : bytes, where);
}

async function openFile(url: URL, where: string): Promise<ByteSource> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(url);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new Deno.errors.NotFound(
      `Cannot read the dataset file ${where} as there is no such file: the working directory is "${Deno.cwd()}"`,
      { cause },
    );
  }
  if (!info.isFile) {
    throw new TypeError(
      `Cannot read the dataset file ${where} as it must be a file: it is none`,
    );
  }
  return {
    where,
    size: info.size,
    async readRecords(offsets, length) {
      const bytes = new Uint8Array(offsets.length * length);
      using file = await Deno.open(url);
      for (const [i, offset] of offsets.entries()) {
        await file.seek(offset, Deno.SeekMode.Start);
        const record = bytes.subarray(i * length, (i + 1) * length);
        let filled = 0;
        while (filled < length) {
          const count = await file.read(record.subarray(filled));
          if (count === null) throw tooShort(where, offset + length);
          filled += count;
        }
      }
      return bytes;
    },
  };
}

function inMemory(content: Uint8Array, where: string): ByteSource {
  return {
    where,
    size: content.length,
    readRecords(offsets, length) {
      const bytes = new Uint8Array(offsets.length * length);
      for (const [i, offset] of offsets.entries()) {
        if (offset + length > content.length) {
          return Promise.reject(tooShort(where, offset + length));
        }
        bytes.set(content.subarray(offset, offset + length), i * length);
      }
      return Promise.resolve(bytes);
    },
  };
}

function tooShort(where: string, needed: number): SyntaxError {
  return new SyntaxError(
    `Cannot read the dataset file ${where} as it must have ${needed} bytes at least: it ends before`,
  );
}

async function unpack(
  bytes: Uint8Array<ArrayBuffer>,
  where: string,
): Promise<Uint8Array> {
  try {
    const stream = new Blob([bytes]).stream()
      .pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read the dataset file ${where} as it must be a whole gzip file: current value is ${bytes.length} bytes that cannot be unpacked`,
      { cause },
    );
  }
}
