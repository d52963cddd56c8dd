import {
  broadcastShape,
  type Constant,
  type ConstantSpace,
  type ElementType,
  stridesOf,
} from "./constant.ts";

/** `f` of every element. */
export function mapConstant(
  space: ConstantSpace,
  x: Constant,
  f: (value: number) => number,
  type: ElementType = x.type,
): Constant {
  const result = space.make(type, x.shape);
  const { data } = result;
  for (let i = 0; i < data.length; i++) data[i] = f(x.data[i]!);
  return result;
}

/** `f` of the elements of several constants that meet when broadcast. */
export function combineConstants(
  space: ConstantSpace,
  inputs: readonly Constant[],
  f: (...values: number[]) => number,
  type: ElementType = inputs[0]!.type,
): Constant {
  const shape = broadcastShape(...inputs.map((input) => input.shape));
  const result = space.make(type, shape);
  const { data } = result;
  const columns = shape.at(-1) ?? 1;
  // Row by row: what is broadcast along the last axis stays where it is.
  const steps = inputs.map(({ shape: own }) => (own.at(-1) ?? 1) === 1 ? 0 : 1);
  const rows = inputs.map(({ shape: own }) =>
    broadcastOffsets(own.slice(0, -1), shape.slice(0, -1), own.at(-1) ?? 1)
  );
  const values = inputs.map(() => 0);
  const [a, b] = inputs;
  for (let to = 0; to < data.length; to += columns) {
    const from = rows.map((row) => row.next());
    if (inputs.length === 2) {
      for (let c = 0; c < columns; c++) {
        data[to + c] = f(
          a!.data[from[0]! + c * steps[0]!]!,
          b!.data[from[1]! + c * steps[1]!]!,
        );
      }
      continue;
    }
    for (let c = 0; c < columns; c++) {
      for (let k = 0; k < inputs.length; k++) {
        values[k] = inputs[k]!.data[from[k]! + c * steps[k]!]!;
      }
      data[to + c] = f(...values);
    }
  }
  return result;
}

/**
 * Walks over an array of `own` shape as often as one of `shape` has elements.
 *
 * @param size How many values each of its elements is.
 */
export function broadcastOffsets(
  own: readonly number[],
  shape: readonly number[],
  size = 1,
): { next(): number } {
  const front = shape.length - own.length;
  const strides = stridesOf(own);
  const steps = shape.map((_, axis) =>
    axis < front || own[axis - front] === 1 ? 0 : size * strides[axis - front]!
  );
  return walk(shape, steps);
}

/** The offsets of an array's elements in the order of `shape`, by their steps. */
export function walk(
  shape: readonly number[],
  steps: readonly number[],
  start = 0,
): { next(): number } {
  const index = shape.map(() => 0);
  let offset = start;
  return {
    next: () => {
      const current = offset;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        offset += steps[axis]!;
        if (++index[axis]! < shape[axis]!) break;
        offset -= steps[axis]! * shape[axis]!;
        index[axis] = 0;
      }
      return current;
    },
  };
}
