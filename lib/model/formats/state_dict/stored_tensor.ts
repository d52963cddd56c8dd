import { floatOfHalf } from "../half_precision.ts";

/** A tensor of a file of weights, not yet read. */
export interface StoredTensor {
  /** Lengths of its axes, as the file has them. */
  readonly shape: readonly number[];
  /**
   * What the file stores its values as.
   *
   * @default {"float32"}
   */
  readonly type?: StoredType;
  /** Its values, row by row, as 32-bit floats. */
  readonly read: () => Float32Array;
}

/** The tensors of a file by name, in the file's order. */
export type StateDict = ReadonlyMap<string, StoredTensor>;

/** The types of numbers that files of weights hold. */
export type StoredType =
  | "bfloat16"
  | "bool"
  | "float16"
  | "float32"
  | "float64"
  | "int16"
  | "int32"
  | "int64"
  | "int8"
  | "uint8";

type ReadNumber = (view: DataView, offset: number) => number;

/** How a number of each type is read; all files are little endian. */
const TYPES: {
  readonly [type in StoredType]: readonly [bytes: number, read: ReadNumber];
} = {
  bfloat16: [2, (view, at) => floatOfBits(view.getUint16(at, true) << 16)],
  bool: [1, (view, at) => view.getUint8(at)],
  float16: [
    2,
    (view, at) => floatOfBits(floatOfHalf(view.getUint16(at, true))),
  ],
  float32: [4, (view, at) => view.getFloat32(at, true)],
  float64: [8, (view, at) => view.getFloat64(at, true)],
  int16: [2, (view, at) => view.getInt16(at, true)],
  int32: [4, (view, at) => view.getInt32(at, true)],
  int64: [8, (view, at) => Number(view.getBigInt64(at, true))],
  int8: [1, (view, at) => view.getInt8(at)],
  uint8: [1, (view, at) => view.getUint8(at)],
};

/** How many bytes a number of a type takes. */
export function bytesOf(type: StoredType): number {
  return TYPES[type][0];
}

/** How many values a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/**
 * A tensor that lies in some bytes.
 *
 * @param strides Distances, in values, between neighbors along each axis; as
 * they follow from the shape where there are none.
 * @param offset Where its first value lies, in values.
 * @throws {RangeError} If it does not lie within the bytes.
 */
export function storedTensor(
  bytes: Uint8Array,
  type: StoredType,
  shape: readonly number[],
  strides: readonly number[] = contiguous(shape),
  offset = 0,
): StoredTensor {
  const integers = [...shape, ...strides, offset];
  const size = sizeOf(shape);
  const last = size === 0 ? -1 : shape.reduce(
    (at, length, axis) => at + (length - 1) * strides[axis]!,
    offset,
  );
  const width = bytesOf(type);
  if (
    shape.length !== strides.length || !Number.isSafeInteger(size) ||
    !integers.every((value) => Number.isSafeInteger(value) && value >= 0) ||
    (last + 1) * width > bytes.byteLength ||
    // Strides of 0 would make a large tensor of a small file.
    size * width > Math.max(bytes.byteLength, width)
  ) {
    throw new RangeError(
      `a tensor must lie within its ${bytes.byteLength} bytes: current shape is [${
        shape.join(", ")
      }] with strides [${strides.join(", ")}] from ${offset} on, of ${type}`,
    );
  }
  return { shape, type, read: () => read(bytes, type, shape, strides, offset) };
}

function read(
  bytes: Uint8Array,
  type: StoredType,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
): Float32Array {
  const [width, readNumber] = TYPES[type];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(sizeOf(shape));
  const inOrder = `${strides}` === `${contiguous(shape)}`;
  if (inOrder && type === "float32") {
    const start = offset * width;
    new Uint8Array(values.buffer).set(
      bytes.subarray(start, start + values.byteLength),
    );
    return values;
  }
  for (let i = 0; i < values.length; i++) {
    let [at, rest] = [offset, i];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    values[i] = readNumber(view, at * width);
  }
  return values;
}

function contiguous(shape: readonly number[]): readonly number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

const bits = new DataView(new ArrayBuffer(4));

/** The upper half of a 32-bit float. */
function floatOfBits(value: number): number {
  bits.setInt32(0, value);
  return bits.getFloat32(0);
}
