/** An array of any rank in float64, row by row. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** How many values an array of `shape` has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** An array of `shape` with the value of `f` at every index. */
export function generate(
  shape: readonly number[],
  f: (index: readonly number[]) => number,
): NdArray {
  const data = new Float64Array(sizeOf(shape));
  const index = shape.map(() => 0);
  for (let i = 0; i < data.length; i++) {
    data[i] = f(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return { shape, data };
}

/**
 * The value at `index`. Axes of length 1 broadcast, and missing axes at the
 * front do too.
 */
export function valueAt(x: NdArray, index: readonly number[]): number {
  const front = index.length - x.shape.length;
  let offset = 0;
  x.shape.forEach((size, axis) => {
    offset = offset * size + (size === 1 ? 0 : index[front + axis]!);
  });
  return x.data[offset]!;
}

/** The value at `index`, or `outside` where that is not in the array. */
export function valueOr(
  x: NdArray,
  index: readonly number[],
  outside: number,
): number {
  const inside = index.every((i, axis) => i >= 0 && i < x.shape[axis]!);
  return inside ? valueAt(x, index) : outside;
}

/** `f` of every value. */
export function mapValues(x: NdArray, f: (value: number) => number): NdArray {
  return { shape: x.shape, data: x.data.map((value) => f(value)) };
}

/** `f` of the values that broadcasting puts together. */
export function combine(
  inputs: readonly NdArray[],
  f: (values: readonly number[]) => number,
): NdArray {
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  const shape = Array.from({ length: rank }, (_, axis) => {
    const lengths = inputs.map(({ shape }) => shape.at(axis - rank) ?? 1);
    return lengths.find((length) => length !== 1) ?? 1;
  });
  return generate(
    shape,
    (index) => f(inputs.map((input) => valueAt(input, index))),
  );
}

/** `f` of the values along `axes`, which keep a length of 1. */
export function overAxes(
  x: NdArray,
  axes: readonly number[],
  f: (values: readonly number[]) => number,
): NdArray {
  const along = x.shape.map((size, axis) => axes.includes(axis) ? size : 1);
  const shape = x.shape.map((size, axis) => axes.includes(axis) ? 1 : size);
  return generate(shape, (index) => {
    const values: number[] = [];
    generate(along, (step) => {
      values.push(valueAt(x, index.map((i, axis) => i + step[axis]!)));
      return 0;
    });
    return f(values);
  });
}

/** Σ a·b over all elements. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
