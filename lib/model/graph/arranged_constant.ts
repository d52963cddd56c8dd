import { type Constant, sizeOf } from "./folding/constant.ts";
import type { WeightValues } from "./graph_weights.ts";

/**
 * A constant that is broadcast to a value of `shape`, in the order in which the
 * value lies. Axes of length 1 at the front are left out.
 */
export function arrangedConstant(
  constant: Constant,
  shape: readonly number[],
  axes: readonly number[],
): WeightValues {
  const front = shape.length - constant.shape.length;
  const lengths = axes.map((axis) => constant.shape[axis - front] ?? 1);
  const strides = constant.shape.map((_, axis) =>
    sizeOf(constant.shape.slice(axis + 1))
  );
  const steps = axes.map((axis) => strides[axis - front] ?? 0);
  const leading = lengths.findIndex((length) => length !== 1);
  const first = leading < 0 ? lengths.length : leading;
  return {
    shape: lengths.slice(first),
    data: permuteValues(
      constant.data,
      lengths.slice(first),
      steps.slice(first),
    ),
  };
}

/** The elements of an array in the order of `lengths`, `steps` apart. */
export function permuteValues(
  data: Constant["data"],
  lengths: readonly number[],
  steps: readonly number[],
): Float32Array {
  const result = new Float32Array(sizeOf(lengths));
  const last = lengths.length - 1;
  if (result.length === 0) return result;
  if (last < 0) return Float32Array.of(data[0]!);
  // The axis along which the source lies in a row is walked in blocks beside the
  // last one: both then stay in the processor's cache.
  const row = steps.findLastIndex((step, axis) => step === 1 && axis !== last);
  const strides = lengths.map((_, axis) => sizeOf(lengths.slice(axis + 1)));
  const outer = lengths.map((_, axis) => axis).filter((axis) =>
    axis !== last && axis !== row
  );
  const rows = row < 0
    ? { length: 1, from: 0, to: 0 }
    : { length: lengths[row]!, from: 1, to: strides[row]! };
  const index = outer.map(() => 0);
  let [from, to] = [0, 0];
  for (let done = false; !done;) {
    copyBlocks(data, result, from, to, rows, lengths[last]!, steps[last]!);
    done = true;
    for (let i = outer.length - 1; i >= 0 && done; i--) {
      const axis = outer[i]!;
      from += steps[axis]!;
      to += strides[axis]!;
      done = ++index[i]! === lengths[axis];
      if (!done) break;
      from -= steps[axis]! * lengths[axis]!;
      to -= strides[axis]! * lengths[axis]!;
      index[i] = 0;
    }
  }
  return result;
}

const BLOCK = 32;

/** Copies a matrix whose rows lie apart in `to` and columns in `from`. */
function copyBlocks(
  data: Constant["data"],
  result: Float32Array,
  from: number,
  to: number,
  rows: { readonly length: number; readonly from: number; readonly to: number },
  columns: number,
  step: number,
): void {
  for (let i = 0; i < rows.length; i += BLOCK) {
    const end = Math.min(i + BLOCK, rows.length);
    for (let j = 0; j < columns; j += BLOCK) {
      const stop = Math.min(j + BLOCK, columns);
      for (let r = i; r < end; r++) {
        const source = from + r * rows.from;
        const target = to + r * rows.to;
        for (let c = j; c < stop; c++) {
          result[target + c] = data[source + c * step]!;
        }
      }
    }
  }
}
