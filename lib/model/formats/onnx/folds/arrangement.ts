import {
  cumulativeSum,
  reduceConstant,
} from "../../../graph/folding/combine_axes.ts";
import {
  axisOf,
  broadcastShape,
  scalar,
  sizeOf,
  vector,
} from "../../../graph/folding/constant.ts";
import {
  concatConstants,
  expandConstant,
  gatherConstant,
  reshapeConstant,
  sliceConstant,
  tileConstant,
  transposeConstant,
} from "../../../graph/folding/rearrange.ts";
import type { OperatorCall } from "../operator_call.ts";
import { reducedAxes } from "../operators/reductions.ts";
import {
  flattenedShape,
  permutationOf,
  reshapedShape,
  slicedParts,
  splitLengths,
  squeezedShape,
  unsqueezedShape,
} from "../operators/shapes.ts";
import { elementTypeOf } from "../tensor_values.ts";
import type { Fold, Folds } from "./fold.ts";

const unchanged: Fold = (call) => call.constant(0);

function reshaping(
  shapeOf: (call: OperatorCall, before: readonly number[]) => readonly number[],
): Fold {
  return (call) => {
    const x = call.constant(0);
    return reshapeConstant(x, shapeOf(call, x.shape));
  };
}

function reduction(f: (values: readonly number[]) => number): Fold {
  return (call) => {
    const x = call.constant(0);
    const axes = reducedAxes(call, x.shape.length);
    if (axes === undefined) return x;
    const keepDims = call.int("keepdims", 1) !== 0;
    return reduceConstant(call.space, x, axes, keepDims, f);
  };
}

const sum = (values: readonly number[]) =>
  values.reduce((total, value) => total + value, 0);

/** What is computed of constants when a network is loaded: their order. */
export const ARRANGEMENT_FOLDS: Folds = {
  Constant: (call) => {
    const tensor = call.tensor("value");
    if (tensor !== undefined) return tensor;
    const { attributes } = call;
    const [name] = attributes.keys();
    const { i, f, ints, floats } = attributes.get(name ?? "") ?? {};
    if (name === "value_int") return scalar(i ?? 0);
    if (name === "value_float") return scalar(f ?? 0, "float");
    if (name === "value_ints") return vector(ints ?? []);
    if (name === "value_floats") return vector(floats ?? [], "float");
    return call.refuse("its value is not made of numbers");
  },
  ConstantOfShape: (call) => {
    const value = call.tensor("value") ?? scalar(0, "float");
    const result = call.space.make(value.type, call.lengths(0));
    result.data.fill(value.data[0] ?? 0);
    return result;
  },
  Shape: (call) => {
    const { shape } = call.value(0);
    const end = call.int("end", shape.length);
    return vector(shape.slice(call.int("start", 0), end));
  },
  Size: (call) => scalar(sizeOf(call.value(0).shape)),
  Range: (call) => {
    const [start, limit, delta] = [0, 1, 2].map((i) => call.constant(i));
    const [from, to, step] = [start!, limit!, delta!].map(({ data }) =>
      data[0]!
    );
    const count = Math.max(0, Math.ceil((to! - from!) / step!));
    const result = call.space.make(start!.type, [count]);
    for (let i = 0; i < count; i++) result.data[i] = from! + i * step!;
    return result;
  },
  EyeLike: (call) => {
    const { shape, type } = call.constant(0);
    const dataType = call.int("dtype", 0);
    const shift = call.int("k", 0);
    const result = call.space.make(elementTypeOf(dataType) ?? type, shape);
    const [rows = 0, columns = 0] = shape;
    for (
      let i = Math.max(0, -shift);
      i < Math.min(rows, columns - shift);
      i++
    ) {
      result.data[i * columns + i + shift] = 1;
    }
    return result;
  },
  Trilu: (call) => {
    const x = call.constant(0);
    const shift = call.optional(1)?.data[0] ?? 0;
    const isUpper = call.int("upper", 1) !== 0;
    const result = call.space.make(x.type, x.shape);
    const [rows = 1, columns = 1] = x.shape.slice(-2);
    for (let at = 0; at < x.data.length; at++) {
      const row = Math.floor(at / columns) % rows;
      const column = at % columns;
      const isKept = isUpper ? column - row >= shift : column - row <= shift;
      if (isKept) result.data[at] = x.data[at]!;
    }
    return result;
  },
  Identity: unchanged,
  Dropout: unchanged,
  Reshape: reshaping(reshapedShape),
  Flatten: reshaping(flattenedShape),
  Squeeze: reshaping(squeezedShape),
  Unsqueeze: reshaping(unsqueezedShape),
  Transpose: (call) => {
    const x = call.constant(0);
    return transposeConstant(
      call.space,
      x,
      permutationOf(call, x.shape.length),
    );
  },
  Concat: (call) =>
    concatConstants(
      call.space,
      call.values().map((_, i) => call.constant(i)),
      call.int("axis", 0),
    ),
  Slice: (call) => {
    const x = call.constant(0);
    return sliceConstant(call.space, x, slicedParts(call, x.shape));
  },
  Split: (call) => {
    const x = call.constant(0);
    const axis = call.axis(call.int("axis", 0), x);
    let start = 0;
    return splitLengths(call, axis, x.shape).map((length) => {
      const part = sliceConstant(call.space, x, [
        { axis, start, length, step: 1 },
      ]);
      start += length;
      return part;
    });
  },
  Gather: (call) =>
    gatherConstant(
      call.space,
      call.constant(0),
      call.constant(1),
      call.int("axis", 0),
    ),
  Expand: (call) => {
    const x = call.constant(0);
    const shape = broadcastShape(x.shape, call.lengths(1));
    return expandConstant(call.space, x, shape);
  },
  Tile: (call) => {
    const x = call.constant(0);
    const repeats = call.lengths(1);
    if (repeats.length !== x.shape.length) {
      return call.refuse("it must repeat each axis");
    }
    return tileConstant(call.space, x, repeats);
  },
  ReduceSum: reduction(sum),
  ReduceMean: reduction((values) => sum(values) / values.length),
  ReduceMax: reduction((values) => values.reduce((a, b) => Math.max(a, b))),
  ReduceMin: reduction((values) => values.reduce((a, b) => Math.min(a, b))),
  ReduceProd: reduction((values) => values.reduce((a, b) => a * b, 1)),
  ReduceL2: reduction((values) =>
    Math.sqrt(sum(values.map((value) => value ** 2)))
  ),
  CumSum: (call) => {
    const x = call.constant(0);
    const axis = axisOf(call.constant(1).data[0]!, x.shape.length);
    return cumulativeSum(call.space, x, axis, {
      exclusive: call.int("exclusive", 0) === 1,
      reverse: call.int("reverse", 0) === 1,
    });
  },
  NonZero: (call) => {
    const { data, shape } = call.constant(0);
    const places: number[] = [];
    data.forEach((value, i) => {
      if (value !== 0) places.push(i);
    });
    const result = call.space.make("integer", [shape.length, places.length]);
    places.forEach((place, k) => {
      let rest = place;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        result.data[axis * places.length + k] = rest % shape[axis]!;
        rest = Math.floor(rest / shape[axis]!);
      }
    });
    return result;
  },
};
