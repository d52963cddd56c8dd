import {
  broadcastShape,
  type Constant,
  type ConstantSpace,
  sizeOf,
} from "./constant.ts";
import { broadcastOffsets } from "./elementwise.ts";
import { transposeConstant } from "./rearrange.ts";

/** `f` of all elements that differ only along some axes, which become 1 or go. */
export function reduceConstant(
  space: ConstantSpace,
  x: Constant,
  axes: readonly number[],
  keepDims: boolean,
  f: (values: readonly number[]) => number,
): Constant {
  const others = x.shape.map((_, axis) => axis)
    .filter((axis) => !axes.includes(axis));
  const moved = transposeConstant(space, x, [...others, ...axes]);
  const count = sizeOf(axes.map((axis) => x.shape[axis]!));
  const result = space.make(
    x.type,
    keepDims
      ? x.shape.map((length, axis) => axes.includes(axis) ? 1 : length)
      : others.map((axis) => x.shape[axis]!),
  );
  for (let i = 0; i < result.data.length; i++) {
    const values = moved.data.subarray(i * count, (i + 1) * count);
    result.data[i] = f(Array.from(values));
  }
  return result;
}

/** Sums up to each element along an axis, or up to the one before it. */
export function cumulativeSum(
  space: ConstantSpace,
  x: Constant,
  axis: number,
  { exclusive, reverse }: {
    readonly exclusive: boolean;
    readonly reverse: boolean;
  },
): Constant {
  const result = space.make(x.type, x.shape);
  const length = x.shape[axis]!;
  const after = sizeOf(x.shape.slice(axis + 1));
  for (let i = 0; i < x.data.length / Math.max(1, length); i++) {
    const start = Math.floor(i / after) * length * after + i % after;
    let sum = 0;
    for (let k = 0; k < length; k++) {
      const at = start + (reverse ? length - 1 - k : k) * after;
      const value = x.data[at]!;
      result.data[at] = exclusive ? sum : sum + value;
      sum += value;
    }
  }
  return result;
}

/** The products of matrices that lie along the last two axes. */
export function matMulConstants(
  space: ConstantSpace,
  a: Constant,
  b: Constant,
): Constant {
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const [depth, columns] = b.shape.slice(-2) as [number, number];
  if (a.shape.length < 2 || b.shape.length < 2 || inner !== depth) {
    throw new RangeError(
      `Cannot multiply matrices of the shapes [${a.shape.join(", ")}] and [${
        b.shape.join(", ")
      }]`,
    );
  }
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const result = space.make(a.type, [...batch, rows, columns]);
  const left = broadcastOffsets(a.shape.slice(0, -2), batch);
  const right = broadcastOffsets(b.shape.slice(0, -2), batch);
  let at = 0;
  for (let n = 0; n < sizeOf(batch); n++) {
    const first = left.next() * rows * inner;
    const second = right.next() * inner * columns;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          sum += a.data[first + i * inner + k]! *
            b.data[second + k * columns + j]!;
        }
        result.data[at++] = sum;
      }
    }
  }
  return result;
}
