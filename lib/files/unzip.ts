import { Inflate } from "fflate";
import { crc32 } from "./crc32.ts";

/** Which files of an archive are read, and how large they may be. */
export interface UnzipOptions {
  /** Whether the file of a name is read. */
  readonly isWanted: (name: string) => boolean;
  /** How many times as large as the archive they may be together. */
  readonly growth: number;
  /** How many bytes they may have in any case. */
  readonly least?: number;
  /**
   * Whether each must have the checksum that the archive says. Some writers say
   * none that is right.
   *
   * @default {false}
   */
  readonly checksum?: boolean;
}

/**
 * Files of a zip archive by their names; those that are not packed are views of
 * it. What they grow to is known before anything is unpacked, and unpacking
 * stops where a file has more than it says.
 *
 * @throws {Error} With the reason, if the archive is malformed or grows too much.
 */
export function unzip(
  bytes: Uint8Array,
  { isWanted, growth, least = 0, checksum = false }: UnzipOptions,
): ReadonlyMap<string, Uint8Array> {
  const entries = entriesOf(bytes).filter(({ name }) => isWanted(name));
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > growth * bytes.length + least) {
    throw new RangeError(
      `it must not grow to more than ${growth} times its ${bytes.length} bytes`,
    );
  }
  return new Map(entries.map((entry) => {
    const content = contentOf(bytes, entry);
    if (!checksum || crc32(content) === entry.checksum) {
      return [entry.name, content];
    }
    throw new RangeError(
      `its file ${
        JSON.stringify(entry.name)
      } must be as it was written: its checksum is another`,
    );
  }));
}

interface Entry {
  readonly name: string;
  /** 0 if it is not packed, 8 for deflate. */
  readonly method: number;
  readonly packedSize: number;
  readonly size: number;
  /** CRC-32 of its bytes. */
  readonly checksum: number;
  /** Where its own header begins. */
  readonly offset: number;
}

const SIGNATURES = {
  file: 0x04034b50,
  entry: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
} as const;

/** What a field of 32 bits holds where another one, of 64 bits, has the value. */
const ELSEWHERE = 0xffffffff;

/** The list of files at the end of an archive. */
function entriesOf(bytes: Uint8Array): readonly Entry[] {
  const view = viewOf(bytes);
  const { at, count } = directoryOf(view);
  const entries: Entry[] = [];
  let start = at;
  for (let i = 0; i < count; i++) {
    expect(view, start, SIGNATURES.entry, 46);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      view.getUint16(start + field, true)
    ) as [number, number, number];
    const extra = start + 46 + nameLength;
    const end = extra + extraLength + commentLength;
    if (end > bytes.length) {
      throw new RangeError("its list of files is cut off");
    }
    if (view.getUint16(start + 8, true) & 1) {
      throw new TypeError("its files must not be encrypted");
    }
    const [size, packedSize, offset] = wide(
      view,
      [24, 20, 42].map((field) => view.getUint32(start + field, true)),
      extra,
      extraLength,
    ) as [number, number, number];
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(start + 46, extra)),
      method: view.getUint16(start + 10, true),
      packedSize,
      size,
      checksum: view.getUint32(start + 16, true),
      offset,
    });
    start = end;
  }
  return entries;
}

/** Where the list of files begins, and how many there are. */
function directoryOf(
  view: DataView,
): { readonly at: number; readonly count: number } {
  const last = view.byteLength - 22;
  // A comment may stand behind it.
  for (let end = last; end >= Math.max(0, last - 0xffff); end--) {
    if (view.getUint32(end, true) !== SIGNATURES.end) continue;
    const count = view.getUint16(end + 10, true);
    const at = view.getUint32(end + 16, true);
    const isWide = end >= 20 && (at === ELSEWHERE || count === 0xffff) &&
      view.getUint32(end - 20, true) === SIGNATURES.locator64;
    if (!isWide) return { at, count };
    const start = Number(view.getBigUint64(end - 12, true));
    expect(view, start, SIGNATURES.end64, 56);
    return {
      count: Number(view.getBigUint64(start + 32, true)),
      at: Number(view.getBigUint64(start + 48, true)),
    };
  }
  throw new TypeError("it must be a zip archive: it has no list of files");
}

/** Fields, with those of 64 bits in place of the ones that say so. */
function wide(
  view: DataView,
  fields: readonly number[],
  extra: number,
  length: number,
): readonly number[] {
  for (let at = extra; at + 4 <= extra + length;) {
    const size = view.getUint16(at + 2, true);
    let next = at + 4;
    if (view.getUint16(at, true) === 1) {
      return fields.map((value) => {
        if (value !== ELSEWHERE || next + 8 > at + 4 + size) return value;
        next += 8;
        return Number(view.getBigUint64(next - 8, true));
      });
    }
    at += 4 + size;
  }
  return fields;
}

function contentOf(
  bytes: Uint8Array,
  { name, method, packedSize, size, offset }: Entry,
): Uint8Array {
  const view = viewOf(bytes);
  expect(view, offset, SIGNATURES.file, 30);
  const start = offset + 30 + view.getUint16(offset + 26, true) +
    view.getUint16(offset + 28, true);
  if (!(start + packedSize <= bytes.length)) {
    throw new RangeError(`its file ${JSON.stringify(name)} is cut off`);
  }
  const packed = bytes.subarray(start, start + packedSize);
  if (method !== 0 && method !== 8) {
    throw new RangeError(
      `its file ${
        JSON.stringify(name)
      } must be packed by deflate, or not at all`,
    );
  }
  const content = method === 0 ? packed : inflated(packed, size);
  if (content?.length === size) return content;
  throw new RangeError(
    `its file ${
      JSON.stringify(name)
    } must be of the ${size} bytes that it says`,
  );
}

/** How much is unpacked at a time: it grows to a thousandfold at most. */
const CHUNK = 1 << 14;

/** What deflate has packed, if it is of `size` bytes; more is not unpacked. */
function inflated(packed: Uint8Array, size: number): Uint8Array | undefined {
  const content = new Uint8Array(size);
  let length = 0;
  const stream = new Inflate((chunk) => {
    if (length + chunk.length <= size) content.set(chunk, length);
    length += chunk.length;
  });
  for (let at = 0; at < packed.length && length <= size; at += CHUNK) {
    stream.push(packed.subarray(at, at + CHUNK), at + CHUNK >= packed.length);
  }
  return length === size ? content : undefined;
}

function expect(
  view: DataView,
  at: number,
  signature: number,
  length: number,
): void {
  const isThere = at + length <= view.byteLength &&
    view.getUint32(at, true) === signature;
  if (!isThere) throw new RangeError("its list of files is malformed");
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
