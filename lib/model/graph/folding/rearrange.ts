import {
  axisOf,
  type Constant,
  type ConstantSpace,
  sizeOf,
  stridesOf,
} from "./constant.ts";
import { broadcastOffsets, walk } from "./elementwise.ts";

/**
 * The same elements in another shape; one length may be −1, for what is left.
 *
 * @throws {RangeError} If the numbers of elements differ.
 */
export function reshapeConstant(
  x: Constant,
  shape: readonly number[],
): Constant {
  return { ...x, shape: wholeShape(shape, sizeOf(x.shape)) };
}

/**
 * The shape with its −1 worked out for `size` elements.
 *
 * @throws {RangeError} If there is no such shape.
 */
export function wholeShape(
  shape: readonly number[],
  size: number,
): readonly number[] {
  const open = shape.indexOf(-1);
  const known = sizeOf(shape.filter((_, i) => i !== open));
  const whole = open < 0
    ? shape
    : shape.with(open, known === 0 ? 0 : size / known);
  if (sizeOf(whole) === size) return whole;
  throw new RangeError(
    `Cannot reshape ${size} elements to [${shape.join(", ")}]`,
  );
}

/** The axes in another order. */
export function transposeConstant(
  space: ConstantSpace,
  x: Constant,
  permutation: readonly number[],
): Constant {
  return space.once(x, `transpose ${permutation}`, () => {
    const strides = stridesOf(x.shape);
    const shape = permutation.map((axis) => x.shape[axis]!);
    const steps = permutation.map((axis) => strides[axis]!);
    return copy(x, space.make(x.type, shape), walk(shape, steps));
  });
}

/** A part along some axes: where it starts, how long it is, its steps. */
export function sliceConstant(
  space: ConstantSpace,
  x: Constant,
  ranges: readonly {
    readonly axis: number;
    readonly start: number;
    readonly length: number;
    readonly step: number;
  }[],
): Constant {
  const steps = stridesOf(x.shape);
  const shape = [...x.shape];
  let start = 0;
  for (const { axis, ...range } of ranges) {
    start += range.start * steps[axis]!;
    steps[axis] = steps[axis]! * range.step;
    shape[axis] = range.length;
  }
  const result = space.make(x.type, shape);
  return copy(x, result, walk(shape, steps, start));
}

/**
 * The parts of `x` at the indices along an axis; negative ones count from the
 * end.
 *
 * @throws {RangeError} If an index is outside.
 */
export function gatherConstant(
  space: ConstantSpace,
  x: Constant,
  indices: Constant,
  axis: number,
): Constant {
  const at = axisOf(axis, x.shape.length);
  const length = x.shape[at]!;
  const result = space.make(x.type, [
    ...x.shape.slice(0, at),
    ...indices.shape,
    ...x.shape.slice(at + 1),
  ]);
  const before = sizeOf(x.shape.slice(0, at));
  const after = sizeOf(x.shape.slice(at + 1));
  const count = indices.data.length;
  const places = Array.from(
    indices.data,
    (index) => wholeIndex(index, length),
  );
  for (let i = 0; i < before; i++) {
    places.forEach((place, k) => {
      const from = (i * length + place) * after;
      result.data.set(
        x.data.subarray(from, from + after) as never,
        (i * count + k) * after,
      );
    });
  }
  return result;
}

/**
 * The index counted from the first of `length`.
 *
 * @throws {RangeError} If it is outside.
 */
export function wholeIndex(index: number, length: number): number {
  const place = index < 0 ? length + index : index;
  if (Number.isInteger(place) && place >= 0 && place < length) return place;
  throw new RangeError(
    `Cannot take the element ${index} as there are ${length}`,
  );
}

/** Constants side by side along an axis. */
export function concatConstants(
  space: ConstantSpace,
  inputs: readonly Constant[],
  axis: number,
): Constant {
  const [first] = inputs;
  const at = axisOf(axis, first!.shape.length);
  const fits = inputs.every(({ shape }) =>
    shape.length === first!.shape.length &&
    shape.every((length, i) => i === at || length === first!.shape[i])
  );
  if (!fits) {
    throw new RangeError(
      `Cannot join the shapes ${
        inputs.map(({ shape }) => `[${shape.join(", ")}]`).join(" and ")
      } along axis ${axis}`,
    );
  }
  const total = inputs.reduce((sum, { shape }) => sum + shape[at]!, 0);
  const result = space.make(first!.type, first!.shape.with(at, total));
  const before = sizeOf(first!.shape.slice(0, at));
  const after = sizeOf(first!.shape.slice(at + 1));
  let place = 0;
  for (let i = 0; i < before; i++) {
    for (const { data, shape } of inputs) {
      const count = shape[at]! * after;
      result.data.set(
        data.subarray(i * count, (i + 1) * count) as never,
        place,
      );
      place += count;
    }
  }
  return result;
}

/** A constant stretched to a shape that its own broadcasts to. */
export function expandConstant(
  space: ConstantSpace,
  x: Constant,
  shape: readonly number[],
): Constant {
  const result = space.make(x.type, shape);
  return copy(x, result, broadcastOffsets(x.shape, shape));
}

/** A constant repeated along every axis. */
export function tileConstant(
  space: ConstantSpace,
  x: Constant,
  repeats: readonly number[],
): Constant {
  const shape = x.shape.map((length, axis) => length * repeats[axis]!);
  const result = space.make(x.type, shape);
  // Every axis twice: which copy, and where in it.
  const twice = x.shape.flatMap((length, axis) => [repeats[axis]!, length]);
  const steps = stridesOf(x.shape).flatMap((stride) => [0, stride]);
  return copy(x, result, walk(twice, steps));
}

function copy(
  x: Constant,
  result: Constant,
  offsets: { next(): number },
): Constant {
  const { data } = result;
  for (let i = 0; i < data.length; i++) data[i] = x.data[offsets.next()]!;
  return result;
}
