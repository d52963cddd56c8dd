import type { Convolution, Padding, Pair } from "../../../lib/model/mod.ts";
import { generate, type NdArray, valueOr } from "./nd_array.ts";

/** Where the windows lie along one axis. */
export interface Windows {
  readonly count: number;
  /** Zeros in front of the first value. */
  readonly before: number;
}

/** The windows of `padding` along one axis; "same" is TensorFlow's. */
export function windowsOf(
  length: number,
  window: number,
  stride: number,
  dilation: number,
  padding: Padding,
  axis: 0 | 1,
): Windows {
  const reach = (window - 1) * dilation + 1;
  if (typeof padding !== "string") {
    const [before, after] = padding[axis];
    const rest = length + before + after - reach;
    return { count: Math.floor(rest / stride) + 1, before };
  }
  if (padding === "valid") {
    return { count: Math.floor((length - reach) / stride) + 1, before: 0 };
  }
  const count = Math.ceil(length / stride);
  const total = Math.max(0, (count - 1) * stride + reach - length);
  return { count, before: Math.floor(total / 2) };
}

/** `[N, H, W, I]` with kernel `[kH, kW, I / groups, O]`. */
export function conv2dReference(
  x: NdArray,
  kernel: NdArray,
  { strides, padding, dilations }: Convolution,
): NdArray {
  const [n, height, width, inputs] = x.shape as number[];
  const [kernelHeight, kernelWidth, perGroup, outputs] = kernel
    .shape as number[];
  const groups = inputs! / perGroup!;
  const rows = windowsOf(
    height!,
    kernelHeight!,
    strides[0],
    dilations[0],
    padding,
    0,
  );
  const columns = windowsOf(
    width!,
    kernelWidth!,
    strides[1],
    dilations[1],
    padding,
    1,
  );
  return generate([n!, rows.count, columns.count, outputs!], (index) => {
    const [b, r, c, o] = index as [number, number, number, number];
    const first = Math.floor(o / (outputs! / groups)) * perGroup!;
    let sum = 0;
    for (let i = 0; i < kernelHeight!; i++) {
      for (let j = 0; j < kernelWidth!; j++) {
        const row = r * strides[0] + i * dilations[0] - rows.before;
        const column = c * strides[1] + j * dilations[1] - columns.before;
        for (let p = 0; p < perGroup!; p++) {
          sum += valueOr(x, [b, row, column, first + p], 0) *
            valueOr(kernel, [i, j, p, o], 0);
        }
      }
    }
    return sum;
  });
}

/** `[N, H, W, C]` with kernel `[kH, kW, C, M]`: a conv2d with C groups. */
export function depthwiseReference(
  x: NdArray,
  kernel: NdArray,
  convolution: Convolution,
): NdArray {
  const [kernelHeight, kernelWidth, channels, multiplier] = kernel
    .shape as number[];
  // [kH, kW, C, M] and [kH, kW, 1, C·M] have the same values in a row.
  const grouped = {
    shape: [kernelHeight!, kernelWidth!, 1, channels! * multiplier!],
    data: kernel.data,
  };
  return conv2dReference(x, grouped, convolution);
}

/** `[N, H, W, I]` with kernel `[kH, kW, O, I]`: every value is spread out. */
export function conv2dTransposeReference(
  x: NdArray,
  kernel: NdArray,
  { strides, padding, dilations }: Convolution,
): NdArray {
  const [n, height, width, inputs] = x.shape as number[];
  const [kernelHeight, kernelWidth, outputs] = kernel.shape as number[];
  const side = (length: number, window: number, axis: 0 | 1) => {
    const stride = strides[axis];
    if (typeof padding !== "string") {
      const [before, after] = padding[axis];
      const reach = (window - 1) * dilations[axis] + 1;
      return { length: (length - 1) * stride + reach - before - after, before };
    }
    return {
      length: length * stride +
        (padding === "valid" ? Math.max(0, window - stride) : 0),
      before: padding === "valid"
        ? 0
        : Math.floor(Math.max(0, window - stride) / 2),
    };
  };
  const rows = side(height!, kernelHeight!, 0);
  const columns = side(width!, kernelWidth!, 1);
  const shape = [n!, rows.length, columns.length, outputs!];
  const output = generate(shape, () => 0);
  generate([...x.shape, kernelHeight!, kernelWidth!, outputs!], (index) => {
    const [b, r, c, p, i, j, o] = index as number[];
    const row = r! * strides[0] + i! * dilations[0] - rows.before;
    const column = c! * strides[1] + j! * dilations[1] - columns.before;
    if (
      row >= 0 && row < rows.length && column >= 0 && column < columns.length
    ) {
      const at = ((b! * rows.length + row) * columns.length + column) *
          outputs! + o!;
      output.data[at]! += x.data[
        ((b! * height! + r!) * width! + c!) * inputs! + p!
      ]! * valueOr(kernel, [i!, j!, o!, p!], 0);
    }
    return 0;
  });
  return output;
}

/** `combine` of the values of every window that lie inside the input. */
export function poolReference(
  x: NdArray,
  size: Pair,
  strides: Pair,
  padding: Padding,
  combine: (values: readonly number[]) => number,
  apart: Pair = [1, 1],
): NdArray {
  const [n, height, width, channels] = x.shape as number[];
  const rows = windowsOf(height!, size[0], strides[0], apart[0], padding, 0);
  const columns = windowsOf(width!, size[1], strides[1], apart[1], padding, 1);
  return generate([n!, rows.count, columns.count, channels!], (index) => {
    const [b, r, c, k] = index as [number, number, number, number];
    const values: number[] = [];
    for (let i = 0; i < size[0]; i++) {
      for (let j = 0; j < size[1]; j++) {
        values.push(
          valueOr(x, [
            b,
            r * strides[0] + i * apart[0] - rows.before,
            c * strides[1] + j * apart[1] - columns.before,
            k,
          ], NaN),
        );
      }
    }
    return combine(values.filter((value) => !Number.isNaN(value)));
  });
}
