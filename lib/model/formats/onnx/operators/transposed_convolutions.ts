import type { Margins, Pair } from "../../../graph/graph_node.ts";
import type { WeightValues } from "../../../graph/graph_weights.ts";
import { mapAxes, type OperatorCall } from "../operator_call.ts";
import { givenPads, inHalves, pairOf } from "../windows.ts";
import {
  biasOf,
  type Kernel,
  kernelOf,
  kernelValues,
  sizeOfMaps,
  spreadOf,
} from "./convolutions.ts";
import type { Operators } from "./operator.ts";

/** Weights that a kernel may have, the zeros between its groups included. */
const LARGEST_KERNEL = 2 ** 26;

/** The transposed convolution of ONNX. */
export const TRANSPOSED_CONVOLUTIONS: Operators = {
  ConvTranspose: (call) => {
    const x = call.activation(0);
    const axes = mapAxes(call, x);
    const kernel = kernelOf(call, x);
    const { groups, first: inputs, second: perGroup, size } = kernel;
    if (inputs !== x.shape[1] || inputs % groups !== 0) {
      call.refuse(
        `its kernel [${kernel.constant.shape.join(", ")}] does not fit ${
          x.shape[1]
        } channels`,
      );
    }
    const outputs = perGroup * groups;
    const strides = pairOf(call, "strides", 1);
    const dilations = pairOf(call, "dilations", 1);
    const windows = transposedWindows(
      call,
      sizeOfMaps(x),
      size,
      strides,
      dilations,
    );
    const spread = spreadOf({ strides, dilations });
    const weight = call.weight(
      kernel.constant,
      `transposed ${groups} ${spread}`,
      () => transposedValues(call, kernel, spread),
    );
    return call.add(
      "conv2dTranspose",
      [call.arrange(x, axes)],
      {
        strides,
        padding: windows.margins,
        dilations: spread ? [1, 1] : dilations,
      },
      [1, outputs, ...windows.size.slice(4 - x.shape.length)],
      axes,
      { weights: { kernel: weight, bias: biasOf(call, 2, outputs) } },
    );
  },
};

/** `[I, O / groups, kH, kW]` as `[kH, kW, O, I]`, with zeros between groups. */
function transposedValues(
  call: OperatorCall,
  kernel: Kernel,
  spread: Pair | undefined,
): WeightValues {
  const { first: inputs, second: perGroup, groups } = kernel;
  const narrow = kernelValues(kernel, [perGroup, inputs], spread, [2, 3, 1, 0]);
  if (groups === 1) return narrow;
  const [height, width] = narrow.shape as [number, number];
  const outputs = perGroup * groups;
  if (height * width * outputs * inputs > LARGEST_KERNEL) {
    call.refuse(
      `its kernel in ${groups} groups is too large to be written as one`,
    );
  }
  const data = new Float32Array(height * width * outputs * inputs);
  const share = inputs / groups;
  for (let tap = 0; tap < height * width; tap++) {
    for (let i = 0; i < inputs; i++) {
      const group = Math.floor(i / share);
      for (let o = 0; o < perGroup; o++) {
        data[(tap * outputs + group * perGroup + o) * inputs + i] = narrow
          .data[(tap * perGroup + o) * inputs + i]!;
      }
    }
  }
  return { data, shape: [height, width, outputs, inputs] };
}

/**
 * The output of a transposed convolution: the margins are what a convolution of
 * the output would have, and negative at the end where rows or columns are
 * added that no window reaches.
 */
function transposedWindows(
  call: OperatorCall,
  input: Pair,
  window: Pair,
  strides: Pair,
  dilations: Pair,
): { readonly margins: Margins; readonly size: Pair } {
  const automatic = call.text("auto_pad", "NOTSET");
  const extra = call.ints("output_padding") ?? [];
  const wanted = call.ints("output_shape") ?? [];
  const given = givenPads(call);
  const side = (axis: 0 | 1) => {
    const reach = (window[axis] - 1) * dilations[axis] + 1;
    const place = (values: readonly number[]) =>
      values.at(axis === 1 ? -1 : values.length === 2 ? 0 : 2);
    const added = place(extra) ?? 0;
    const whole = strides[axis] * (input[axis] - 1) + added + reach;
    const isSame = automatic === "SAME_UPPER" || automatic === "SAME_LOWER";
    const length = wanted.length > 0 && !(axis === 0 && wanted.length === 1)
      ? wanted.at(axis - 2)!
      : isSame
      ? input[axis] * strides[axis]
      : undefined;
    const [before, after] = length === undefined
      ? automatic === "VALID" ? [0, 0] as const : given[axis]
      : inHalves(
        whole - length,
        automatic === "SAME_UPPER" ? "SAME_UPPER" : "SAME_LOWER",
      );
    const size = whole - before - after;
    if (before < 0 || size < 1) {
      call.refuse(
        `its output of ${size} values along an axis does not fit its padding of ${before} and ${after}`,
      );
    }
    return { margin: [before, after - added] as const, size };
  };
  const [rows, columns] = [side(0), side(1)];
  return {
    margins: [rows.margin, columns.margin],
    size: [rows.size, columns.size],
  };
}
