/** What Keras defines its layers to compute, in float64 and plain loops. */
import {
  generate,
  type NdArray,
  valueAt,
  valueOr,
} from "../../propagation/float64/nd_array.ts";

/** A function of every value. */
export function each(f: (x: number) => number): (x: NdArray) => NdArray {
  return (x) => ({ shape: x.shape, data: x.data.map(f) });
}

/** A convolution's steps. */
export interface Steps {
  readonly strides?: readonly [number, number];
  readonly dilations?: readonly [number, number];
  /** Zeros above and left of the image; below and right as many as are needed. */
  readonly before?: readonly [number, number];
  /** Height and width of the output. */
  readonly size: readonly [number, number];
}

/** Maps convolved with a kernel `[kH, kW, I / groups, O]`. */
export function conv(
  x: NdArray,
  kernel: NdArray,
  { strides = [1, 1], dilations = [1, 1], before = [0, 0], size }: Steps,
): NdArray {
  const [kh, kw, depth, outputs] = kernel.shape as number[];
  const groups = x.shape[3]! / depth!;
  return generate([x.shape[0]!, ...size, outputs!], ([n, r, c, o]) => {
    const first = Math.floor(o! / (outputs! / groups)) * depth!;
    let sum = 0;
    for (let i = 0; i < kh!; i++) {
      for (let j = 0; j < kw!; j++) {
        for (let p = 0; p < depth!; p++) {
          sum += valueAt(kernel, [i, j, p, o!]) * valueOr(x, [
            n!,
            r! * strides[0] + i * dilations[0] - before[0],
            c! * strides[1] + j * dilations[1] - before[1],
            first + p,
          ], 0);
        }
      }
    }
    return sum;
  });
}

/** The depthwise kernel `[kH, kW, C, M]` as one of C groups. */
export function grouped(kernel: NdArray): NdArray {
  const [kh, kw, channels, multiplier] = kernel.shape as number[];
  return { shape: [kh!, kw!, 1, channels! * multiplier!], data: kernel.data };
}

/** Maps spread by a kernel `[kH, kW, O, I]`, of which `before` are cut off. */
export function convTranspose(
  x: NdArray,
  kernel: NdArray,
  { strides = [1, 1], dilations = [1, 1], before = [0, 0], size }: Steps,
): NdArray {
  const [kh, kw, outputs, depth] = kernel.shape as number[];
  return generate([x.shape[0]!, ...size, outputs!], ([n, r, c, o]) => {
    let sum = 0;
    for (let i = 0; i < kh!; i++) {
      for (let j = 0; j < kw!; j++) {
        const row = (r! + before[0] - i * dilations[0]) / strides[0];
        const column = (c! + before[1] - j * dilations[1]) / strides[1];
        if (!Number.isInteger(row) || !Number.isInteger(column)) continue;
        for (let p = 0; p < depth!; p++) {
          sum += valueOr(x, [n!, row, column, p], 0) *
            valueAt(kernel, [i, j, o!, p]);
        }
      }
    }
    return sum;
  });
}

/** A value per channel added. */
export function plus(x: NdArray, bias: NdArray): NdArray {
  return generate(
    x.shape,
    (at) => valueAt(x, at) + valueAt(bias, at.slice(-1)),
  );
}

/** The values of windows of the input taken together; none from outside. */
export function pool(
  x: NdArray,
  size: readonly [number, number],
  windowOf: (r: number, c: number) => readonly [
    top: number,
    left: number,
    height: number,
    width: number,
  ],
  combine: (values: readonly number[]) => number,
): NdArray {
  return generate([x.shape[0]!, ...size, x.shape[3]!], ([n, r, c, k]) => {
    const [top, left, height, width] = windowOf(r!, c!);
    const values: number[] = [];
    for (let i = top; i < top + height; i++) {
      for (let j = left; j < left + width; j++) {
        values.push(valueOr(x, [n!, i, j, k!], NaN));
      }
    }
    return combine(values.filter((value) => !Number.isNaN(value)));
  });
}

export const greatest = (values: readonly number[]): number =>
  Math.max(...values);

export const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;

/** The values that lie along some axes with the one at `at`. */
export function along(
  x: NdArray,
  axes: readonly number[],
  at: readonly number[],
): readonly number[] {
  const sizes = axes.map((axis) => x.shape[axis]!);
  const values: number[] = [];
  generate(sizes, (step) => {
    const place = at.map((i, axis) =>
      axes.includes(axis) ? step[axes.indexOf(axis)]! : i
    );
    values.push(valueAt(x, place));
    return 0;
  });
  return values;
}

/** `f` of a value and of those that lie along some axes with it. */
export function withOthers(
  x: NdArray,
  axes: readonly number[],
  f: (
    value: number,
    others: readonly number[],
    at: readonly number[],
  ) => number,
): NdArray {
  return generate(x.shape, (at) => f(valueAt(x, at), along(x, axes, at), at));
}

export function variance(values: readonly number[]): number {
  const center = mean(values);
  return mean(values.map((value) => (value - center) ** 2));
}

/** Softmax of some values at one of them. */
export function share(value: number, others: readonly number[]): number {
  const top = Math.max(...others);
  return Math.exp(value - top) /
    others.reduce((sum, other) => sum + Math.exp(other - top), 0);
}

/** A value made of those along an axis, with weights. */
export function resample(
  x: NdArray,
  axis: number,
  length: number,
  weights: (i: number, from: number) => readonly number[],
): NdArray {
  const from = x.shape[axis]!;
  return generate(
    x.shape.with(axis, length),
    (at) =>
      weights(at[axis]!, from).reduce(
        (sum, weight, j) =>
          weight === 0 ? sum : sum + weight * valueAt(x, at.with(axis, j)),
        0,
      ),
  );
}

/** Rows `[N, T, C]` times a matrix `[C, U]`, plus a bias. */
export function dense(x: NdArray, kernel: NdArray, bias?: NdArray): NdArray {
  const [depth, units] = kernel.shape as number[];
  return generate(x.shape.with(-1, units!), (at) => {
    let sum = bias ? bias.data[at.at(-1)!]! : 0;
    for (let p = 0; p < depth!; p++) {
      sum += valueAt(x, at.with(-1, p)) * kernel.data[p * units! + at.at(-1)!]!;
    }
    return sum;
  });
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

export function reshaped(x: NdArray, shape: readonly number[]): NdArray {
  return { shape: [x.shape[0]!, ...shape], data: x.data };
}

/** `[N, C, …]` as `[N, …, C]`, and back. */
export function toLast(x: NdArray): NdArray {
  const [n, channels, ...sizes] = x.shape as number[];
  return generate(
    [n!, ...sizes, channels!],
    ([n, ...at]) => valueAt(x, [n!, at.at(-1)!, ...at.slice(0, -1)]),
  );
}

export function toFirst(x: NdArray): NdArray {
  const [n, ...sizes] = x.shape as number[];
  return generate(
    [n!, sizes.at(-1)!, ...sizes.slice(0, -1)],
    ([n, channel, ...at]) => valueAt(x, [n!, ...at, channel!]),
  );
}
