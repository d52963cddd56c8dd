import { axisOf } from "../../../graph/folding/constant.ts";
import { wholeIndex, wholeShape } from "../../../graph/folding/rearrange.ts";
import type { OperatorCall } from "../operator_call.ts";

/*
 * What the operators that change a shape make of one, for constants and for
 * values that depend on the image.
 */

/** The shape that `Reshape` asks for, of `size` elements. */
export function reshapedShape(
  call: OperatorCall,
  before: readonly number[],
): readonly number[] {
  const wanted = call.integers(1) ?? call.ints("shape") ?? [];
  const zeros = call.int("allowzero", 0) === 1;
  const shape = wanted.map((length, axis) =>
    length === 0 && !zeros ? before[axis] ?? 0 : length
  );
  return wholeShape(shape, before.reduce((product, n) => product * n, 1));
}

/** The shape that `Flatten` gives: two axes, cut at one. */
export function flattenedShape(
  call: OperatorCall,
  before: readonly number[],
): readonly number[] {
  const axis = call.int("axis", 1);
  const cut = axis < 0 ? before.length + axis : axis;
  const product = (lengths: readonly number[]) =>
    lengths.reduce((total, length) => total * length, 1);
  return [product(before.slice(0, cut)), product(before.slice(cut))];
}

/** The shape without some axes of length 1. */
export function squeezedShape(
  call: OperatorCall,
  before: readonly number[],
): readonly number[] {
  const given = call.ints("axes") ?? call.integers(1);
  const axes = given?.map((axis) => axisOf(axis, before.length)) ??
    before.map((_, axis) => axis).filter((axis) => before[axis] === 1);
  if (axes.some((axis) => before[axis] !== 1)) {
    call.refuse(
      `the axes ${axes.join(", ")} of [${
        before.join(", ")
      }] must have length 1`,
    );
  }
  return before.filter((_, axis) => !axes.includes(axis));
}

/** The shape with more axes of length 1. */
export function unsqueezedShape(
  call: OperatorCall,
  before: readonly number[],
): readonly number[] {
  const given = call.ints("axes") ?? call.integers(1) ?? [];
  const rank = before.length + given.length;
  const axes = new Set(given.map((axis) => axisOf(axis, rank)));
  const lengths = before.values();
  return Array.from(
    { length: rank },
    (_, axis) => axes.has(axis) ? 1 : lengths.next().value ?? 1,
  );
}

/** The order of axes that `Transpose` asks for: backwards by default. */
export function permutationOf(
  call: OperatorCall,
  rank: number,
): readonly number[] {
  const backwards = Array.from({ length: rank }, (_, i) => rank - 1 - i);
  const permutation = call.ints("perm");
  if (permutation === undefined || permutation.length === 0) return backwards;
  const axes = permutation.map((axis) => axisOf(axis, rank));
  if (new Set(axes).size === rank && axes.length === rank) return axes;
  call.refuse(
    `perm must name each of ${rank} axes once: current value is [${
      permutation.join(", ")
    }]`,
  );
}

/** A part of an axis: where it starts, how long it is, and its steps. */
export interface AxisPart {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
  /** From one to the next: negative where it goes backwards. */
  readonly step: number;
}

/** The parts that `Slice` takes. */
export function slicedParts(
  call: OperatorCall,
  before: readonly number[],
): readonly AxisPart[] {
  const list = (name: string, i: number) => call.ints(name) ?? call.integers(i);
  const starts = list("starts", 1) ?? [];
  const ends = list("ends", 2) ?? [];
  const axes = list("axes", 3) ?? starts.map((_, axis) => axis);
  const steps = list("steps", 4) ?? starts.map(() => 1);
  if ([ends, axes, steps].some(({ length }) => length !== starts.length)) {
    call.refuse("it must have an end, an axis and a step for each start");
  }
  return starts.map((first, i) => {
    const axis = axisOf(axes[i]!, before.length);
    const size = before[axis]!;
    const step = steps[i]!;
    if (!Number.isSafeInteger(step) || step === 0) {
      call.refuse("its steps must be whole numbers other than 0");
    }
    const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
    const place = (index: number) =>
      Math.min(Math.max(index < 0 ? index + size : index, low), high);
    // A start in front of a backward walk is its first element.
    const start = step > 0 ? place(first) : Math.max(0, place(first));
    const length = Math.max(0, Math.ceil((place(ends[i]!) - start) / step));
    return { axis, start, length, step };
  });
}

/** Where `Split` cuts an axis: how long the parts are. */
export function splitLengths(
  call: OperatorCall,
  axis: number,
  before: readonly number[],
): readonly number[] {
  const size = before[axis]!;
  const given = call.ints("split") ?? call.integers(1);
  const count = call.int("num_outputs", call.outputCount);
  const chunk = Math.ceil(size / count);
  const lengths = given && given.length > 0
    ? given
    : Array.from({ length: count }, (_, i) =>
      Math.max(0, Math.min(chunk, size - i * chunk)));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total === size && lengths.length >= call.outputCount) return lengths;
  call.refuse(
    `its parts [${
      lengths.join(", ")
    }] must add up to ${size} and be as many as its outputs`,
  );
}

/** The elements that `Gather` takes, counted from the first. */
export function gatheredIndices(
  call: OperatorCall,
  size: number,
): readonly number[] {
  return Array.from(
    call.constant(1).data,
    (index) => wholeIndex(index, size),
  );
}
