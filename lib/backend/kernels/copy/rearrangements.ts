import * as tf from "@tensorflow/tfjs";
import { requireCounts } from "./require_counts.ts";
import { copyAxes, type CopyAxis, stridesOf } from "./copy_strided.ts";

/** Where the values of an output come from. */
export interface Rearrangement {
  /** Shape of the output. */
  readonly shape: readonly number[];
  /** The input's value that the output's first is. */
  readonly offset: number;
  readonly axes: readonly CopyAxis[];
}

// deno-lint-ignore no-explicit-any -- each operation knows its own attributes, as in tfjs
type Plan = (shape: readonly number[], attrs: any) => Rearrangement;

/** The operations whose output is the input in another order, by tfjs's name. */
export const rearrangements: Readonly<Record<string, Plan>> = {
  Transpose: (shape, { perm }: { perm: readonly number[] }) => {
    if (perm.toSorted((a, b) => a - b).some((axis, i) => axis !== i)) {
      throw new RangeError(
        `Cannot transpose the tensor as its permutation must name each of ${shape.length} axes once: current value is [${
          perm.join(", ")
        }]`,
      );
    }
    const from = stridesOf(shape);
    return rearrangement(
      perm.map((axis) => shape[axis]!),
      perm.map((axis) => from[axis]!),
    );
  },
  Slice: (
    shape,
    { begin, size }: { begin: number | number[]; size: number | number[] },
  ) => {
    const x: tf.TensorInfo = {
      shape: [...shape],
      dtype: "float32",
      dataId: {},
    };
    const [first, lengths] = tf.slice_util.parseSliceParams(
      x,
      begin,
      size,
    ) as [number[], number[]];
    requireCounts("slice the tensor", "begin and size", [...first, ...lengths]);
    tf.slice_util.assertParamsValid(x, first, lengths);
    const from = stridesOf(shape);
    return rearrangement(lengths, from, dot(first, from));
  },
  Reverse: (shape, { dims }: { dims: number | number[] }) => {
    const turned = tf.util.parseAxisParam(dims, [...shape]);
    const from = stridesOf(shape);
    const last = shape.map((length, axis) =>
      turned.includes(axis) ? length - 1 : 0
    );
    return rearrangement(
      shape,
      from.map((step, axis) => turned.includes(axis) ? -step : step),
      dot(last, from),
    );
  },
  Tile: (shape, { reps }: { reps: readonly number[] }) => {
    requireCounts("tile the tensor", "its repeats", reps);
    const lengths = shape.map((length, axis) => length * reps[axis]!);
    const [from, to] = [stridesOf(shape), stridesOf(lengths)];
    return {
      shape: lengths,
      offset: 0,
      axes: shape.flatMap((length, axis) => [
        { length: reps[axis]!, from: 0, to: to[axis]! * length },
        { length, from: from[axis]!, to: to[axis]! },
      ]),
    };
  },
};

function rearrangement(
  shape: readonly number[],
  from: readonly number[],
  offset = 0,
): Rearrangement {
  return { shape, offset, axes: copyAxes(shape, from, stridesOf(shape)) };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
