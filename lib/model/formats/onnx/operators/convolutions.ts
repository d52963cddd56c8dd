import { type Constant, sizeOf } from "../../../graph/folding/constant.ts";
import type { LiveWeight, Pair } from "../../../graph/graph_node.ts";
import type { WeightValues } from "../../../graph/graph_weights.ts";
import { permuteValues } from "../../../graph/arranged_constant.ts";
import type { LaidOut } from "../../../graph/laid_out.ts";
import { mapAxes, type OperatorCall } from "../operator_call.ts";
import { asPadding, type Windows, windowsOf } from "../windows.ts";
import type { Operators } from "./operator.ts";

/** A kernel with its channels: `[O, I / groups, kH, kW]`, or as ONNX has it. */
export interface Kernel {
  readonly constant: Constant;
  readonly first: number;
  readonly second: number;
  readonly size: Pair;
  readonly groups: number;
}

/** The convolutions of ONNX. */
export const CONVOLUTIONS: Operators = {
  Conv: (call) => {
    const x = call.activation(0);
    const axes = mapAxes(call, x);
    const kernel = kernelOf(call, x);
    const { groups, first: outputs, second: perGroup } = kernel;
    const channels = x.shape[1]!;
    if (perGroup * groups !== channels || outputs % groups !== 0) {
      call.refuse(
        `its kernel [${
          kernel.constant.shape.join(", ")
        }] in ${groups} groups does not fit ${channels} channels`,
      );
    }
    const windows = windowsOf(call, sizeOfMaps(x), kernel.size);
    const isDepthwise = groups > 1 && perGroup === 1;
    const spread = spreadOf(windows);
    const shape = isDepthwise
      ? [channels, outputs / channels]
      : [perGroup, outputs];
    const weight = call.weight(
      kernel.constant,
      `conv ${isDepthwise} ${spread}`,
      () => kernelValues(kernel, shape, spread, [2, 3, 1, 0]),
    );
    const { input, padding } = paddedInput(call, x, axes, windows, kernel.size);
    return call.add(
      isDepthwise ? "depthwiseConv2d" : "conv2d",
      [input],
      {
        strides: windows.strides,
        padding,
        dilations: spread ? [1, 1] : windows.dilations,
      },
      [1, outputs, ...windows.size.slice(4 - x.shape.length)],
      axes,
      { weights: { kernel: weight, bias: biasOf(call, 2, outputs) } },
    );
  },
};

/** Height and width of maps `[1, C, H, W]`; rows have height 1. */
export function sizeOfMaps({ shape }: LaidOut): Pair {
  return shape.length === 3 ? [1, shape[2]!] : [shape[2]!, shape[3]!];
}

/** The kernel of a node whose input is maps. */
export function kernelOf(call: OperatorCall, { shape: maps }: LaidOut): Kernel {
  const constant = call.constant(1);
  const { shape } = constant;
  if (shape.length !== maps.length || sizeOf(shape) === 0) {
    call.refuse(
      `its kernel must have as many axes as its input: current shape is [${
        shape.join(", ")
      }]`,
    );
  }
  const groups = call.int("group", 1);
  if (!Number.isSafeInteger(groups) || groups < 1) {
    call.refuse(`group must be a positive integer: current value is ${groups}`);
  }
  const [first, second, ...size] = shape as [number, number, ...number[]];
  return {
    constant,
    first,
    second,
    size: size.length === 1 ? [1, size[0]!] : [size[0]!, size[1]!],
    groups,
  };
}

/** The bias of an operator with so many outputs, if it has one. */
export function biasOf(
  call: OperatorCall,
  i: number,
  outputs: number,
): LiveWeight | undefined {
  const bias = call.optional(i);
  if (bias === undefined) return undefined;
  if (sizeOf(bias.shape) !== outputs) {
    call.refuse(
      `its bias [${
        bias.shape.join(", ")
      }] must have one value for each of ${outputs} outputs`,
    );
  }
  return call.weight(bias, "bias", () => ({
    data: Float32Array.from(bias.data),
    shape: [outputs],
  }));
}

/**
 * Steps between the taps where both they and the strides are over 1, which tfjs
 * does not run: the kernel then gets zeros between its taps.
 */
export function spreadOf(
  { strides, dilations }: Pick<Windows, "strides" | "dilations">,
): Pair | undefined {
  return Math.max(...strides) > 1 && Math.max(...dilations) > 1
    ? dilations
    : undefined;
}

/** The kernel with its axes in the order of `permutation`, as `[kH, kW, …shape]`. */
export function kernelValues(
  { constant, first, second, size }: Kernel,
  shape: readonly number[],
  spread: Pair | undefined,
  permutation: readonly number[],
): WeightValues {
  const lengths = [first, second, ...size];
  const strides = lengths.map((_, axis) => sizeOf(lengths.slice(axis + 1)));
  const data = permuteValues(
    constant.data,
    permutation.map((axis) => lengths[axis]!),
    permutation.map((axis) => strides[axis]!),
  );
  return withZeros({ data, shape: [...size, ...shape] }, spread);
}

/** A kernel `[kH, kW, …]` with zeros between its taps. */
function withZeros(
  kernel: WeightValues,
  spread: Pair | undefined,
): WeightValues {
  if (spread === undefined) return kernel;
  const [height, width, ...rest] = kernel.shape as [
    number,
    number,
    ...number[],
  ];
  const size: Pair = [
    (height - 1) * spread[0] + 1,
    (width - 1) * spread[1] + 1,
  ];
  const depth = sizeOf(rest);
  const data = new Float32Array(sizeOf(size) * depth);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const from = (i * width + j) * depth;
      const to = (i * spread[0] * size[1] + j * spread[1]) * depth;
      data.set(kernel.data.subarray(from, from + depth), to);
    }
  }
  return { data, shape: [...size, ...rest] };
}

/**
 * The maps of a convolution and the padding that is left to it: more than a
 * window of zeros is put around them by a node of its own.
 */
function paddedInput(
  call: OperatorCall,
  x: LaidOut,
  axes: readonly number[],
  { margins, dilations }: Windows,
  window: Pair,
) {
  const input = call.arrange(x, axes);
  const isWide = margins.some((margin, axis) =>
    Math.max(...margin) > (window[axis]! - 1) * dilations[axis]!
  );
  if (!isWide) return { input, padding: asPadding(margins) };
  const [height, width] = sizeOfMaps(x);
  const [rows, columns] = margins;
  const size = [
    height + rows[0] + rows[1],
    width + columns[0] + columns[1],
  ].slice(4 - x.shape.length);
  const padded = call.add(
    "pad",
    [input],
    { margins: [...margins, [0, 0]] },
    [1, x.shape[1]!, ...size],
    axes,
    { suffix: "/pad" },
  );
  return { input: padded.id, padding: "valid" as const };
}
