import type { OperatorCall } from "../../onnx/operator_call.ts";
import type { Value } from "../../onnx/value.ts";
import { onnx } from "./onnx.ts";

/** More entries than the masks have bits are not read. */
const MOST_ENTRIES = 31;

/** Further than any axis reaches. */
const FAR = 2 ** 31;

/**
 * `x[begin:end:step, index, newaxis, …]`: the masks say which of the entries are
 * open, indices, new axes, or all axes between.
 */
export function stridedSlice(call: OperatorCall): Value {
  const x = call.value(0);
  const [begin, end, strides] = [1, 2, 3].map((i) =>
    Array.from(call.constant(i).data)
  ) as [number[], number[], number[]];
  if (
    begin.length > MOST_ENTRIES || end.length !== begin.length ||
    strides.length !== begin.length
  ) {
    call.refuse(
      `it must have an end and a step for each of at most ${MOST_ENTRIES} begins`,
    );
  }
  const isIn = (mask: string, i: number) => (call.int(mask, 0) >> i & 1) === 1;
  const starts: number[] = [];
  const ends: number[] = [];
  const axes: number[] = [];
  const steps: number[] = [];
  const dropped: number[] = [];
  const added: number[] = [];
  let axis = 0;
  begin.forEach((first, i) => {
    if (isIn("ellipsis_mask", i)) {
      const behind = begin.filter((_, k) =>
        k > i && !isIn("new_axis_mask", k)
      ).length;
      axis = Math.max(axis, x.shape.length - behind);
      return;
    }
    if (isIn("new_axis_mask", i)) {
      added.push(axis - dropped.length + added.length);
      return;
    }
    const isIndex = isIn("shrink_axis_mask", i);
    const step = isIndex ? 1 : strides[i]!;
    const [low, high] = step > 0 ? [0, FAR] : [FAR, -FAR];
    const next = first === -1 ? FAR : first + 1;
    starts.push(isIn("begin_mask", i) && !isIndex ? low : first);
    ends.push(isIndex ? next : isIn("end_mask", i) ? high : end[i]!);
    axes.push(axis);
    steps.push(step);
    if (isIndex) dropped.push(axis);
    axis++;
  });
  const part = axes.length === 0
    ? x
    : onnx(call, "Slice", [x], { starts, ends, axes, steps });
  const without = dropped.length === 0
    ? part
    : onnx(call, "Squeeze", [part], { axes: dropped });
  return added.length === 0
    ? without
    : onnx(call, "Unsqueeze", [without], { axes: added });
}
