import { axisOf, vector } from "../../../graph/folding/constant.ts";
import type { OperatorCall } from "../../onnx/operator_call.ts";
import type { Operators } from "../../onnx/operators/operator.ts";
import type { Value } from "../../onnx/value.ts";
import { onMaps, onnx, onnxOutputs } from "./onnx.ts";
import { stridedSlice } from "./strided_slice.ts";

/** The operators that move values, or say where they lie. */
export const SHAPING: Operators = {
  Cast: (call) => {
    const type = call.text("DstT", "DT_FLOAT");
    const to = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
    return to === undefined
      ? call.refuse(`values of the type ${type} are not read`)
      : onnx(call, "Cast", [call.value(0)], { to });
  },
  Concat: (call) =>
    concat(call, call.inputs.slice(1).map((_, i) => call.value(i + 1)), 0),
  ConcatV2: (call) => {
    const last = call.inputs.length - 1;
    const values = call.inputs.slice(0, -1).map((_, i) => call.value(i));
    return concat(call, values, last);
  },
  // Those that have a weight are known before.
  Const: (call) =>
    call.refuse("its weight is missing from the weightsManifest"),
  DepthToSpace: (call) =>
    onMaps(call, "DepthToSpace", [call.value(0)], {
      blocksize: call.int("block_size", 1),
    }),
  SpaceToDepth: (call) =>
    onMaps(call, "SpaceToDepth", [call.value(0)], {
      blocksize: call.int("block_size", 1),
    }),
  ExpandDims: (call) =>
    onnx(call, "Unsqueeze", [call.value(0), listed(call, 1)]),
  Fill: (call) => onnx(call, "Expand", [call.constant(1), call.constant(0)]),
  GatherV2: (call) =>
    onnx(call, "Gather", [call.value(0), call.constant(1)], {
      axis: call.optional(2)?.data[0] ?? 0,
    }),
  MirrorPad: mirrorPad,
  Pack: (call) => {
    const values = call.inputs.map((_, i) => call.value(i));
    const rank = (values[0]?.shape.length ?? 0) + 1;
    const axis = axisOf(call.int("axis", 0), rank);
    const parts = values.map((value) =>
      onnx(call, "Unsqueeze", [value], { axes: [axis] })
    );
    return onnx(call, "Concat", parts, { axis });
  },
  Pad: pad,
  PadV2: pad,
  Range: (call) => onnx(call, "Range", [0, 1, 2].map((i) => call.constant(i))),
  Reshape: (call) =>
    onnx(call, "Reshape", [call.value(0), call.constant(1)], { allowzero: 1 }),
  Shape: (call) => onnx(call, "Shape", [call.value(0)]),
  Slice: (call) => {
    const x = call.value(0);
    const starts = call.integers(1) ?? [];
    const sizes = call.integers(2) ?? [];
    const ends = starts.map((start, axis) =>
      sizes[axis] === -1 ? x.shape[axis] ?? 0 : start + (sizes[axis] ?? 0)
    );
    return onnx(call, "Slice", [x], { starts, ends });
  },
  Split: (call) =>
    onnxOutputs(call, "Split", [call.value(1)], {
      axis: call.constant(0).data[0] ?? 0,
      num_outputs: call.int("num_split", 1),
    }),
  SplitV: (call) =>
    onnxOutputs(call, "Split", [call.value(0), call.constant(1)], {
      axis: call.constant(2).data[0] ?? 0,
    }),
  Squeeze: (call) => {
    const axes = call.ints("squeeze_dims") ?? call.ints("axis") ?? [];
    return onnx(
      call,
      "Squeeze",
      [call.value(0)],
      axes.length > 0 ? { axes } : {},
    );
  },
  StridedSlice: stridedSlice,
  Tile: (call) => onnx(call, "Tile", [call.value(0), call.constant(1)]),
  Transpose: (call) =>
    onnx(call, "Transpose", [call.value(0)], { perm: call.integers(1) ?? [] }),
};

/** ONNX's numbers of the types of TensorFlow. */
const TYPES: Readonly<Record<string, number>> = {
  DT_FLOAT: 1,
  DT_HALF: 1,
  DT_DOUBLE: 1,
  DT_INT32: 6,
  DT_INT64: 7,
  DT_BOOL: 9,
};

function concat(
  call: OperatorCall,
  values: readonly Value[],
  axisInput: number,
): Value {
  const axis = call.constant(axisInput).data[0] ?? 0;
  const rank = values[0]?.shape.length ?? 0;
  return onnx(call, "Concat", values, { axis: axisOf(axis, rank) });
}

/** An input of whole numbers as a list, where it may be one. */
function listed(call: OperatorCall, i: number): Value {
  return vector(call.integers(i) ?? []);
}

/** How many values are put before and after each axis. */
function paddings(call: OperatorCall): readonly (readonly [number, number])[] {
  const values = call.integers(1) ?? [];
  return call.value(0).shape.map((_, axis) => {
    const [before, after] = values.slice(2 * axis, 2 * axis + 2);
    const fits = [before, after].every((n) =>
      Number.isSafeInteger(n) && n! >= 0
    );
    return fits && values.length === 2 * call.value(0).shape.length
      ? [before!, after!]
      : call.refuse(
        `its paddings must be numbers before and after each axis: current value is [${
          values.join(", ")
        }]`,
      );
  });
}

function pad(call: OperatorCall): Value {
  const ends = paddings(call);
  const value = call.optional(2)?.data[0] ?? 0;
  return onnx(call, "Pad", [call.value(0)], {
    pads: [
      ...ends.map(([before]) => before),
      ...ends.map(([, after]) => after),
    ],
    value,
  });
}

/** Values reflected at the first and last, which are repeated or not. */
function mirrorPad(call: OperatorCall): Value {
  const isSymmetric = call.text("mode", "REFLECT") === "SYMMETRIC";
  return paddings(call).reduce((value, [before, after], axis) => {
    if (before + after === 0) return value;
    const length = value.shape[axis]!;
    const most = isSymmetric ? length : length - 1;
    if (Math.max(before, after) > most) {
      call.refuse(`it would reflect more than its axis ${axis} has`);
    }
    const shift = isSymmetric ? 1 : 0;
    const indices = Array.from({ length: before + length + after }, (_, i) => {
      const place = i - before;
      if (place < 0) return -place - shift;
      return place < length ? place : 2 * (length - 1) - place + shift;
    });
    return onnx(call, "Gather", [value, vector(indices)], { axis });
  }, call.value(0));
}
