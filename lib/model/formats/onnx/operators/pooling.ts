import { scalar } from "../../../graph/folding/constant.ts";
import type { Pair } from "../../../graph/graph_node.ts";
import type { LaidOut } from "../../../graph/laid_out.ts";
import { mapAxes, type OperatorCall } from "../operator_call.ts";
import { asPadding, pairOf, type Windows, windowsOf } from "../windows.ts";
import { sizeOfMaps } from "./convolutions.ts";
import { powerOf, scaled } from "./values.ts";
import type { Operator, Operators } from "./operator.ts";
import { reduced } from "./reductions.ts";

/** The pools of ONNX. */
export const POOLS: Operators = {
  MaxPool: (call) => {
    if (call.outputCount > 1) {
      call.refuse("the places of its maxima, its second output, are not read");
    }
    const { x, axes, size, windows, shape } = poolOf(call, call.activation(0));
    const { strides, dilations, margins } = windows;
    return call.add(
      "maxPool",
      [call.arrange(x, axes)],
      {
        size,
        strides,
        padding: asPadding(margins),
        ...(Math.max(...dilations) > 1 && { dilations }),
      },
      shape,
      axes,
    );
  },
  AveragePool: (call) => averagePool(call, call.activation(0)),
  LpPool: (call) => {
    const p = call.int("p", 2);
    const { size, windows } = poolOf(call, call.activation(0));
    if (windows.margins.flat().some((n) => n > 0)) {
      call.refuse("windows that reach over the edge are not read");
    }
    const powers = powerOf(
      call,
      absolute(call, call.activation(0), p),
      p,
      "/power",
    );
    const mean = averagePool(call, powers);
    return powerOf(call, scaled(call, mean, size[0] * size[1], "/sum"), 1 / p);
  },
  GlobalAveragePool: globalPool("mean"),
  GlobalMaxPool: globalPool("max"),
  GlobalLpPool: (call) => {
    const p = call.int("p", 2);
    const x = call.activation(0);
    const axes = spaceOf(x);
    if (p === 2) return reduced(call, x, "l2", axes, true);
    const powers = powerOf(call, absolute(call, x, p), p, "/power");
    return powerOf(call, reduced(call, powers, "sum", axes, true), 1 / p);
  },
};

function globalPool(operation: "mean" | "max"): Operator {
  return (call) => {
    const x = call.activation(0);
    return reduced(call, x, operation, spaceOf(x), true);
  };
}

/** The axes of a value behind the images and the channels. */
function spaceOf({ shape }: LaidOut): readonly number[] {
  return shape.map((_, axis) => axis).slice(2);
}

/** |x|, where an odd power would keep the sign. */
function absolute(call: OperatorCall, x: LaidOut, p: number): LaidOut {
  return p % 2 === 0 ? x : call.add(
    "activation",
    [x.id],
    { fn: { name: "abs" } },
    x.shape,
    x.axes,
    { suffix: "/abs" },
  );
}

interface Pool {
  readonly x: LaidOut;
  readonly axes: readonly number[];
  /** Height and width of the window. */
  readonly size: Pair;
  readonly windows: Windows;
  /** Shape of the output. */
  readonly shape: readonly number[];
}

function poolOf(call: OperatorCall, x: LaidOut): Pool {
  const axes = mapAxes(call, x);
  if (call.ints("kernel_shape") === undefined) {
    call.refuse("its kernel_shape is missing");
  }
  const size = pairOf(call, "kernel_shape", 1);
  const windows = windowsOf(call, sizeOfMaps(x), size);
  const shape = [1, x.shape[1]!, ...windows.size.slice(4 - x.shape.length)];
  return { x, axes, size, windows, shape };
}

/**
 * The mean of every window: of what lies inside, or of the zeros that the file
 * puts around the maps too.
 */
function averagePool(call: OperatorCall, x: LaidOut): LaidOut {
  const { axes, size, windows, shape } = poolOf(call, x);
  const { strides, dilations, margins, pads } = windows;
  const counts = call.int("count_include_pad", 0) === 1 &&
    pads.flat().some((n) => n > 0);
  const outer = counts ? padded(call, x, axes, pads) : x;
  // What is left are windows that reach over the end of all, zeros included.
  const rest = counts
    ? margins.map(([, after], axis) =>
      [0, Math.max(0, after - pads[axis]![1])] as const
    )
    : margins;
  const padding = asPadding([rest[0]!, rest[1]!]);
  if (Math.max(...dilations) === 1) {
    return call.add(
      "averagePool",
      [call.arrange(outer, axes)],
      { size, strides, padding },
      shape,
      axes,
    );
  }
  if (padding !== "valid" || Math.max(...strides) > 1) {
    call.refuse(
      "windows with gaps are read with steps of 1 and inside the maps only",
    );
  }
  const taps = size[0] * size[1];
  const kernel = call.weight(scalar(taps), `mean ${x.shape[1]}`, () => ({
    data: new Float32Array(taps * x.shape[1]!).fill(1 / taps),
    shape: [...size, x.shape[1]!, 1],
  }));
  return call.add(
    "depthwiseConv2d",
    [call.arrange(outer, axes)],
    { strides, padding, dilations },
    shape,
    axes,
    { weights: { kernel } },
  );
}

/** Maps with zeros around them. */
function padded(
  call: OperatorCall,
  x: LaidOut,
  axes: readonly number[],
  pads: Windows["pads"],
): LaidOut {
  const [rows, columns] = pads;
  const [height, width] = sizeOfMaps(x);
  const size = [height + rows[0] + rows[1], width + columns[0] + columns[1]];
  return call.add(
    "pad",
    [call.arrange(x, axes)],
    { margins: [rows, columns, [0, 0]] },
    [1, x.shape[1]!, ...size.slice(4 - x.shape.length)],
    axes,
    { suffix: "/pad" },
  );
}
