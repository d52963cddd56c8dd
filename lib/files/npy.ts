/** Numbers that an .npy file can hold. */
export type NpyValues = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Numbers with their shape, row by row. */
export interface NpyArray {
  /** The numbers. */
  readonly values: NpyValues;
  /** Their shape. */
  readonly shape: readonly number[];
}

/** How NumPy calls the types, least significant byte first. */
const TYPES = {
  "<f4": Float32Array,
  "<f8": Float64Array,
  "<i4": Int32Array,
  "|u1": Uint8Array,
} as const;

const MAGIC = "\x93NUMPY";

/** NumPy aligns the numbers to so many bytes. */
const ALIGNMENT = 64;

/**
 * The bytes of an .npy file of version 1.0, which `numpy.load` reads: NumPy
 * enhancement proposal 1.
 *
 * @throws {TypeError} If the shape is not that of the values.
 */
export function encodeNpy(
  { values, shape }: NpyArray,
): Uint8Array<ArrayBuffer> {
  if (sizeOf(shape) !== values.length) {
    throw new TypeError(
      `Cannot write an array as its shape [${shape}] must be that of ${values.length} values`,
    );
  }
  const dict = `{'descr': '${
    dtypeOf(values)
  }', 'fortran_order': False, 'shape': (${
    shape.map((side) => `${side},`).join(" ")
  }), }`;
  const start = MAGIC.length + 4;
  const length = Math.ceil((start + dict.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(length + values.byteLength);
  const header = `${MAGIC}\x01\x00\x00\x00${dict.padEnd(length - start - 1)}\n`;
  for (let i = 0; i < length; i++) bytes[i] = header.charCodeAt(i);
  new DataView(bytes.buffer).setUint16(MAGIC.length + 2, length - start, true);
  // Every machine that WebAssembly runs on has the least significant byte first.
  const { buffer, byteOffset, byteLength } = values;
  bytes.set(new Uint8Array(buffer, byteOffset, byteLength), length);
  return bytes;
}

/** How NumPy calls the type of numbers. */
export function dtypeOf(values: NpyValues): keyof typeof TYPES {
  if (values instanceof Float32Array) return "<f4";
  if (values instanceof Float64Array) return "<f8";
  return values instanceof Int32Array ? "<i4" : "|u1";
}

/** A header as NumPy and others write it, with or without spaces. */
const HEADER =
  /^\{(?=[^]*'descr': *'([^']+)')(?=[^]*'fortran_order': *(True|False))(?=[^]*'shape': *\(([\d, ]*)\))[^]*\}\s*$/;

/**
 * The numbers of an .npy file, of a type that {@linkcode encodeNpy} writes, as a
 * copy.
 *
 * @throws {Error} With the reason, if it is none.
 */
export function decodeNpy(bytes: Uint8Array): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (from: number, to: number) =>
    new TextDecoder("latin1").decode(bytes.subarray(from, to));
  // TextDecoder's latin1 is windows-1252, which has a quote for 0x93.
  if (bytes[0] !== 0x93 || text(1, MAGIC.length) !== MAGIC.slice(1)) {
    throw new TypeError("it must begin as an .npy file");
  }
  const wide = bytes[MAGIC.length]! > 1;
  const start = MAGIC.length + (wide ? 6 : 4);
  if (bytes.length < start) throw new RangeError("it must be whole");
  const at = MAGIC.length + 2;
  const end = start +
    (wide ? view.getUint32(at, true) : view.getUint16(at, true));
  if (bytes.length < end) throw new RangeError("it must be whole");
  const [, dtype, order, sides] = HEADER.exec(text(start, end)) ?? [];
  if (dtype === undefined || sides === undefined) {
    throw new TypeError("its header must say type, order and shape");
  }
  if (!Object.hasOwn(TYPES, dtype)) {
    throw new TypeError(
      `its type must be one of ${
        Object.keys(TYPES).join(", ")
      }: it is ${dtype}`,
    );
  }
  if (order === "True") throw new TypeError("its order must be that of rows");
  const shape = sides.split(",").map((side) => side.trim())
    .filter((side) => side !== "").map(Number);
  const Values = TYPES[dtype as keyof typeof TYPES];
  const size = sizeOf(shape) * Values.BYTES_PER_ELEMENT;
  if (bytes.length - end !== size) {
    throw new RangeError(
      `it must have ${size} bytes of numbers for its shape [${shape}]: it has ${
        bytes.length - end
      }`,
    );
  }
  return { values: new Values(bytes.slice(end).buffer), shape };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}
