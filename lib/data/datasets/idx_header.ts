import type { RecordFile } from "../../files/mod.ts";

/** What the first bytes of an IDX file say. */
export interface IdxHeader {
  /** Sizes of the axes. */
  readonly shape: readonly number[];
  /** Where the values begin. */
  readonly start: number;
  /** Bytes of the whole file. */
  readonly size: number;
}

/** The code of values that are bytes. */
const BYTES = 8;

/**
 * Returns the header of an IDX file of bytes: two zeros, the code of the values'
 * type, the number of axes, and their sizes, 32 bits each, high byte first.
 *
 * @param start The file's first bytes.
 * @param axes How many there must be.
 * @param where What to call the file in an error.
 * @returns The header; undefined if the bytes are too few for it.
 * @throws {SyntaxError} If they are no such header.
 */
export function idxHeader(
  start: Uint8Array,
  axes: number,
  where: string,
): IdxHeader | undefined {
  const length = 4 + 4 * axes;
  const magic = [0, 0, BYTES, axes];
  if (magic.some((byte, i) => i < start.length && start[i] !== byte)) {
    throw new SyntaxError(
      `Cannot read ${where} as an IDX file as it must begin with ${
        magic.join(", ")
      }, bytes on ${axes} axes: current bytes are ${
        start.subarray(0, 4).join(", ")
      }`,
    );
  }
  if (start.length < length) return undefined;
  const view = new DataView(start.buffer, start.byteOffset, length);
  const shape = Array.from(
    { length: axes },
    (_, axis) => view.getUint32(4 + 4 * axis),
  );
  if (shape.includes(0)) {
    throw new SyntaxError(
      `Cannot read ${where} as an IDX file as every axis must be over 0: current shape is [${
        shape.join(", ")
      }]`,
    );
  }
  const size = length + shape.reduce((product, side) => product * side, 1);
  return { shape, start: length, size };
}

/**
 * Returns the header of an IDX file that is as long as it says.
 *
 * @param file The file.
 * @param axes How many there must be.
 * @throws {SyntaxError} If it is no such file, or not as long as it says.
 */
export async function readIdxHeader(
  file: RecordFile,
  axes: number,
): Promise<IdxHeader> {
  const length = Math.min(file.size, 4 + 4 * axes);
  const bytes = await file.readRecords([0], length);
  const header = idxHeader(bytes, axes, file.where);
  if (header === undefined) {
    throw new SyntaxError(
      `Cannot read ${file.where} as an IDX file as its header must have ${
        4 + 4 * axes
      } bytes: current size is ${file.size} bytes`,
    );
  }
  if (file.size !== header.size) {
    throw new SyntaxError(
      `Cannot read ${file.where} as an IDX file as its shape [${
        header.shape.join(", ")
      }] must come in ${header.size} bytes: current size is ${file.size} bytes`,
    );
  }
  return header;
}
