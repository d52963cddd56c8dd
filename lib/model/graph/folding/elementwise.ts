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
  const offsets = inputs.map(({ shape: own }) => broadcastOffsets(own, shape));
  const values = inputs.map(() => 0);
  for (let i = 0; i < result.data.length; i++) {
    for (let k = 0; k < inputs.length; k++) {
      values[k] = inputs[k]!.data[offsets[k]!.next()]!;
    }
    result.data[i] = f(...values);
  }
  return result;
}

/** Walks over an array of `own` shape as often as one of `shape` has elements. */
export function broadcastOffsets(
  own: readonly number[],
  shape: readonly number[],
): { next(): number } {
  const front = shape.length - own.length;
  const strides = stridesOf(own);
  const steps = shape.map((_, axis) =>
    axis < front || own[axis - front] === 1 ? 0 : strides[axis - front]!
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
