import type { Constant } from "../../../graph/folding/constant.ts";
import { concatConstants } from "../../../graph/folding/rearrange.ts";
import type { AxisSlice } from "../../../graph/graph_node.ts";
import type { LaidOut } from "../../../graph/laid_out.ts";
import type { OperatorCall } from "../operator_call.ts";
import { isConstant, type Value } from "../value.ts";
import type { Operators } from "./operator.ts";
import {
  type AxisPart,
  gatheredIndices,
  slicedParts,
  splitLengths,
} from "./shapes.ts";
import { affine } from "./values.ts";

/** The operators of ONNX that take parts of values, and put them together. */
export const PARTS: Operators = {
  Concat: (call) => concat(call, call.values()),
  Slice: (call) => {
    const x = call.activation(0);
    return slicedParts(call, x.shape).reduce<LaidOut>(
      (value, part) => sliced(call, value, part),
      x,
    );
  },
  Split: (call) => {
    const x = call.activation(0);
    const axis = call.axis(call.int("axis", 0), x);
    let start = 0;
    return splitLengths(call, axis, x.shape).map((length) => {
      const part = sliced(call, x, { axis, start, length, step: 1 });
      start += length;
      return part;
    });
  },
  Gather: (call) => {
    const x = call.activation(0);
    const axis = call.axis(call.int("axis", 0), x);
    const indices = gatheredIndices(call, x.shape[axis]!);
    const { shape } = call.constant(1);
    const taken = gathered(call, x, axis, indices);
    return call.reshape(taken, [
      ...x.shape.slice(0, axis),
      ...shape,
      ...x.shape.slice(axis + 1),
    ]);
  },
};

/** The order in which a value lies, with some axes of length 1 in front. */
export function withAxes(
  { axes }: LaidOut,
  wanted: readonly number[],
): readonly number[] {
  return [...wanted.filter((axis) => !axes.includes(axis)), ...axes];
}

/** A part of a value along one axis. */
export function sliced(
  call: OperatorCall,
  x: LaidOut,
  { axis, start, length, step }: AxisPart,
): LaidOut {
  const size = x.shape[axis]!;
  if (length < 1) call.refuse(`nothing would be left of its axis ${axis}`);
  if (start === 0 && length === size && step > 0) return x;
  if (step < 0) {
    const indices = Array.from({ length }, (_, i) => start + i * step);
    return gathered(call, x, axis, indices);
  }
  const after = size - (start + (length - 1) * step + 1);
  const position = x.axes.indexOf(axis);
  const axes = x.axes.map((_, i): AxisSlice =>
    i === position
      ? { before: start, after, step }
      : { before: 0, after: 0, step: 1 }
  );
  return call.add(
    "slice",
    [x.id],
    { axes },
    x.shape.with(axis, length),
    x.axes,
  );
}

/** The parts of a value at some indices of an axis. */
export function gathered(
  call: OperatorCall,
  x: LaidOut,
  axis: number,
  indices: readonly number[],
): LaidOut {
  const [first = 0] = indices;
  if (indices.every((index, i) => index === first + i)) {
    const length = indices.length;
    return sliced(call, x, { axis, start: first, length, step: 1 });
  }
  const axes = withAxes(x, [axis]);
  return call.add(
    "gather",
    [call.arrange(x, axes)],
    { axis: axes.indexOf(axis) + 1, indices },
    x.shape.with(axis, indices.length),
    axes,
  );
}

/**
 * Values side by side along an axis. Constants among them, such as a class
 * token, are added to zeros: they are biases.
 */
function concat(call: OperatorCall, values: readonly Value[]): Value {
  const activations = values.filter((value): value is LaidOut =>
    !isConstant(value)
  );
  const [first] = activations;
  const axis = call.axis(call.int("axis", 0), first!);
  const fits = values.every(({ shape }) =>
    shape.length === first!.shape.length &&
    shape.every((length, i) => i === axis || length === first!.shape[i])
  );
  if (!fits) {
    call.refuse(
      `the shapes ${
        values.map(({ shape }) => `[${shape.join(", ")}]`).join(" and ")
      } do not fit along axis ${axis}`,
    );
  }
  const total = values.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  const shape = first!.shape.with(axis, total);
  const axes = withAxes(first!, [axis]);
  const position = axes.indexOf(axis);
  if (activations.length === values.length) {
    const ids = activations.map((value) => call.arrange(value, axes));
    return call.add("concat", ids, { axis: position + 1 }, shape, axes);
  }
  return withConstants(call, values, axis, shape, axes);
}

/** The sum of each value among zeros, and of the constants among zeros. */
function withConstants(
  call: OperatorCall,
  values: readonly Value[],
  axis: number,
  shape: readonly number[],
  axes: readonly number[],
): LaidOut {
  const position = axes.indexOf(axis);
  const lengths = values.map((value) => value.shape[axis]!);
  const before = (i: number) =>
    lengths.slice(0, i).reduce((sum, length) => sum + length, 0);
  const parts = values.flatMap((value, i) => {
    if (isConstant(value)) return [];
    const margin = [before(i), shape[axis]! - before(i) - lengths[i]!] as const;
    return [
      call.add(
        "pad",
        [call.arrange(value, axes)],
        { margins: axes.map((_, k) => k === position ? margin : [0, 0]) },
        shape,
        axes,
        { suffix: "/pad" },
      ).id,
    ];
  });
  const sum = parts.length === 1
    ? { id: parts[0]!, shape, axes }
    : call.add("add", parts, {}, shape, axes, { suffix: "/add" });
  const beta = concatConstants(
    call.space,
    values.map((value): Constant =>
      isConstant(value) ? value : call.space.make("float", value.shape)
    ),
    axis,
  );
  return affine(call, sum, { beta });
}
