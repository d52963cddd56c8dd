import {
  broadcastShape,
  type Constant,
} from "../../../graph/folding/constant.ts";
import { concatConstants } from "../../../graph/folding/rearrange.ts";
import type { AxisSlice } from "../../../graph/graph_node.ts";
import { type LaidOut, NO_AXIS, transposed } from "../../../graph/layout.ts";
import type { OperatorCall } from "../operator_call.ts";
import { elementTypeName, elementTypeOf } from "../tensor_values.ts";
import { isConstant, type Value } from "../value.ts";
import type { Operator, Operators } from "./operator.ts";
import {
  type AxisPart,
  flattenedShape,
  gatheredIndices,
  permutationOf,
  reshapedShape,
  slicedParts,
  splitLengths,
  squeezedShape,
  unsqueezedShape,
} from "./shapes.ts";
import { affine, expanded } from "./values.ts";

/** The same values in another shape. */
function reshaping(
  shapeOf: (call: OperatorCall, before: readonly number[]) => readonly number[],
): Operator {
  return (call) => {
    const x = call.activation(0);
    return call.reshape(x, shapeOf(call, x.shape));
  };
}

const unchanged: Operator = (call) => call.activation(0);

/** The operators of ONNX that move values. */
export const SHAPING: Operators = {
  Identity: unchanged,
  Dropout: (call) => {
    if (call.outputCount > 1) call.refuse("its mask is not read");
    return call.activation(0);
  },
  Cast: (call) => {
    const type = call.int("to", 1);
    if (elementTypeOf(type) === "float") return call.activation(0);
    return call.refuse(
      `values that depend on the image must stay real numbers: they would become ${
        elementTypeName(type)
      }`,
    );
  },
  CastLike: unchanged,
  Reshape: reshaping(reshapedShape),
  Flatten: reshaping(flattenedShape),
  Squeeze: reshaping(squeezedShape),
  Unsqueeze: reshaping(unsqueezedShape),
  Transpose: (call) => {
    const x = call.activation(0);
    return transposed(x, permutationOf(call, x.shape.length));
  },
  Concat: (call) => concat(call, call.inputs.map((_, i) => call.value(i))),
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
  Expand: (call) => {
    const x = call.activation(0);
    return expanded(call, x, broadcastShape(x.shape, call.integers(1) ?? []));
  },
  Tile: (call) => {
    const x = call.activation(0);
    const repeats = call.integers(1) ?? [];
    const fits = repeats.length === x.shape.length &&
      repeats.every((count) => Number.isSafeInteger(count) && count > 0);
    if (!fits) call.refuse("it must repeat each axis once or more");
    const axes = withAxes(
      x,
      repeats.flatMap((count, axis) => count > 1 ? [axis] : []),
    );
    return call.add(
      "tile",
      [call.arrange(x, axes)],
      { repeats: axes.map((axis) => axis === NO_AXIS ? 1 : repeats[axis]!) },
      x.shape.map((length, axis) => length * repeats[axis]!),
      axes,
    );
  },
  DepthToSpace: (call) => {
    const x = call.activation(0);
    const block = call.int("blocksize", 1);
    const [n, channels, height, width] = mapShape(call, x);
    const depth = channels / block ** 2;
    const isCrd = call.text("mode", "DCR") === "CRD";
    const split = call.reshape(
      x,
      isCrd
        ? [n, depth, block, block, height, width]
        : [n, block, block, depth, height, width],
    );
    const order = isCrd ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
    return call.reshape(
      transposed(split, order),
      [n, depth, height * block, width * block],
    );
  },
  SpaceToDepth: (call) => {
    const x = call.activation(0);
    const block = call.int("blocksize", 1);
    const [n, channels, height, width] = mapShape(call, x);
    const [rows, columns] = [height / block, width / block];
    const split = call.reshape(x, [n, channels, rows, block, columns, block]);
    return call.reshape(
      transposed(split, [0, 3, 5, 1, 2, 4]),
      [n, channels * block ** 2, rows, columns],
    );
  },
};

function mapShape(
  call: OperatorCall,
  { shape }: LaidOut,
): [number, number, number, number] {
  if (shape.length === 4) return [...shape] as [number, number, number, number];
  call.refuse(
    `its input must be maps [N, C, H, W]: current shape is [${
      shape.join(", ")
    }]`,
  );
}

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
