/** What the elements of a constant are. */
export type ElementType = "float" | "integer" | "boolean";

/** Numbers in a row. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

/** An array that is known when a network is loaded: a weight, or a shape. */
export interface Constant {
  /** What its elements are; integers are whole numbers, booleans 0 or 1. */
  readonly type: ElementType;
  /** Its axes; none for a single number. */
  readonly shape: readonly number[];
  /** The elements, row by row. */
  readonly data: NumberArray;
}

/**
 * The memory in which constants are made: a file of a few bytes can ask for any
 * number of them.
 */
export class ConstantSpace {
  #left: number;
  readonly #made = new WeakMap<Constant, Map<string, Constant>>();

  /** @param bytes How much all constants may take together. */
  constructor(bytes: number = 2 ** 30) {
    this.#left = bytes;
  }

  /**
   * A new constant of zeros.
   *
   * @throws {RangeError} If there is not as much space, or its shape is none.
   */
  make(type: ElementType, shape: readonly number[]): Constant {
    const size = sizeOf(shape);
    const bytes = size * BYTES[type];
    if (bytes > this.#left) {
      throw new RangeError(
        `Cannot compute a constant of shape [${
          shape.join(", ")
        }] as the constants of a network may take 1 GiB in all: ${bytes} bytes are too many`,
      );
    }
    this.#left -= bytes;
    return { type, shape, data: arrayOf(type, size) };
  }

  /**
   * A constant that is another one, rearranged: the same one whenever it is
   * asked for, so that a weight of several layers is held once.
   */
  once(
    constant: Constant,
    arrangement: string,
    make: () => Constant,
  ): Constant {
    const known = this.#made.get(constant) ?? new Map<string, Constant>();
    this.#made.set(constant, known);
    const result = known.get(arrangement) ?? make();
    known.set(arrangement, result);
    return result;
  }
}

const BYTES: { readonly [T in ElementType]: number } = {
  float: 4,
  integer: 8,
  boolean: 1,
};

function arrayOf(type: ElementType, size: number): NumberArray {
  if (type === "float") return new Float32Array(size);
  return type === "integer" ? new Float64Array(size) : new Uint8Array(size);
}

/**
 * How many elements an array of `shape` has.
 *
 * @throws {RangeError} If an axis is no length, or there are too many elements.
 */
export function sizeOf(shape: readonly number[]): number {
  const size = shape.reduce((product, length) => product * length, 1);
  if (
    Number.isSafeInteger(size) &&
    shape.every((length) => Number.isSafeInteger(length) && length >= 0)
  ) return size;
  throw new RangeError(
    `Cannot have an array of shape [${
      shape.join(", ")
    }] as its axes must be whole numbers whose product is below 2^53`,
  );
}

/** The constant that is one number. */
export function scalar(value: number, type: ElementType = "integer"): Constant {
  return vector([value], type, []);
}

/** The constant with these elements; a list of them by default. */
export function vector(
  values: readonly number[],
  type: ElementType = "integer",
  shape: readonly number[] = [values.length],
): Constant {
  const data = arrayOf(type, values.length);
  data.set(values);
  return { type, shape, data };
}

/**
 * The shape that several broadcast to: axes are matched from the last, and one
 * of length 1 stretches.
 *
 * @throws {RangeError} If they do not fit.
 */
export function broadcastShape(
  ...shapes: readonly (readonly number[])[]
): readonly number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) => {
    const lengths = shapes.map((shape) => shape[shape.length - rank + i] ?? 1);
    const length = lengths.find((length) => length !== 1) ?? 1;
    if (lengths.every((other) => other === 1 || other === length)) {
      return length;
    }
    throw new RangeError(
      `Cannot broadcast the shapes ${
        shapes.map((shape) => `[${shape.join(", ")}]`).join(" and ")
      } as each axis must have one length, or 1`,
    );
  });
}

/** How far apart neighbors along each axis of `shape` lie. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  }
  return strides;
}

/**
 * The axis counted from the first.
 *
 * @throws {RangeError} If there is no such axis.
 */
export function axisOf(axis: number, rank: number): number {
  const position = axis < 0 ? rank + axis : axis;
  if (Number.isInteger(axis) && position >= 0 && position < rank) {
    return position;
  }
  throw new RangeError(
    `Cannot take the axis ${axis} as it must be one of ${rank}`,
  );
}
