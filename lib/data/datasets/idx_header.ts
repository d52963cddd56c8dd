import type { ByteSource } from "./byte_source.ts";

/** What the first bytes of an IDX file say. */
export interface IdxHeader {
  /** Sizes of the axes. */
  readonly shape: readonly number[];
  /** Where the values begin. */
  readonly start: number;
}

/** The code of values that are bytes. */
const BYTES = 8;

/**
 * Returns the header of an IDX file of bytes: two zeros, the code of the values'
 * type, the number of axes, and their sizes, 32 bits each, high byte first.
 *
 * @param source The file.
 * @param axes How many there must be.
 * @throws {SyntaxError} If it is no such file, or not as long as it says.
 */
export async function readIdxHeader(
  source: ByteSource,
  axes: number,
): Promise<IdxHeader> {
  const start = 4 + 4 * axes;
  const fail = (required: string, current: string): never => {
    throw new SyntaxError(
      `Cannot read ${source.where} as an IDX file as ${required}: ${current}`,
    );
  };
  if (source.size < start) {
    fail(
      `its header must have ${start} bytes`,
      `current size is ${source.size} bytes`,
    );
  }
  const bytes = await source.readRecords([0], start);
  const magic = [...bytes.subarray(0, 4)];
  if (magic.join() !== [0, 0, BYTES, axes].join()) {
    fail(
      `it must begin with 0, 0, ${BYTES}, ${axes}, bytes on ${axes} axes`,
      `current bytes are ${magic.join(", ")}`,
    );
  }
  const view = new DataView(bytes.buffer);
  const shape = Array.from(
    { length: axes },
    (_, axis) => view.getUint32(4 + 4 * axis),
  );
  if (shape.includes(0)) {
    fail("every axis must be over 0", `current shape is [${shape.join(", ")}]`);
  }
  const size = start + shape.reduce((product, side) => product * side, 1);
  if (source.size !== size) {
    fail(
      `its shape [${shape.join(", ")}] must come in ${size} bytes`,
      `current size is ${source.size} bytes`,
    );
  }
  return { shape, start };
}
