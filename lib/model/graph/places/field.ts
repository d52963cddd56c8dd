import { NOWHERE, type Rectangles } from "./rectangles.ts";

/**
 * The places of a value's elements: a number of a rectangle for every position
 * along the axes behind the first. An axis on which places do not depend has
 * length 1, so that channels take no memory.
 */
export interface Field {
  readonly lengths: readonly number[];
  readonly ids: Int32Array;
}

/** More positions than this are not followed. */
const MOST_POSITIONS = 2 ** 22;

/** Steps in a field along every axis: 0 where places do not depend on it. */
function stepsOf(lengths: readonly number[]): readonly number[] {
  let step = 1;
  return lengths.toReversed().map((length) => {
    const own = length === 1 ? 0 : step;
    step *= length;
    return own;
  }).toReversed();
}

/** The positions of a box, in order, each as its offset by some steps. */
function* offsets(
  lengths: readonly number[],
  steps: readonly number[],
): Generator<number> {
  const at = lengths.map(() => 0);
  const count = sizeOf(lengths);
  for (let offset = 0, i = 0; i < count; i++) {
    yield offset;
    for (let axis = lengths.length - 1; axis >= 0; axis--) {
      offset += steps[axis]!;
      if (++at[axis]! < lengths[axis]!) break;
      offset -= steps[axis]! * lengths[axis]!;
      at[axis] = 0;
    }
  }
}

/**
 * The field with the given lengths, repeated where it had 1; `undefined` if that
 * is too large to follow.
 */
export function broadcastField(
  field: Field,
  lengths: readonly number[],
): Field | undefined {
  if (String(lengths) === String(field.lengths)) return field;
  const size = sizeOf(lengths);
  if (size > MOST_POSITIONS) return undefined;
  return { lengths, ids: strided(field, lengths, stepsOf(field.lengths)) };
}

/** The numbers of a box of positions, which lie in the field by some steps. */
function strided(
  field: Field,
  lengths: readonly number[],
  steps: readonly number[],
): Int32Array {
  const ids = new Int32Array(sizeOf(lengths));
  const [inner, step] = [lengths.at(-1) ?? 1, steps.at(-1) ?? 0];
  let i = 0;
  for (const start of offsets(lengths.slice(0, -1), steps.slice(0, -1))) {
    for (let k = 0; k < inner; k++) ids[i++] = field.ids[start + k * step]!;
  }
  return ids;
}

/**
 * The field at some indices along an axis, −1 being of no place; that of nothing
 * if it is too large to follow.
 */
export function pick(
  field: Field,
  axis: number,
  indices: ArrayLike<number>,
): Field {
  const inner = sizeOf(field.lengths.slice(axis + 1));
  const outer = sizeOf(field.lengths.slice(0, axis));
  const [from, to] = [field.lengths[axis]!, indices.length];
  const size = outer * to * inner;
  if (size > MOST_POSITIONS) return nowhere(field.lengths);
  const ids = new Int32Array(size);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < to; i++) {
      const index = indices[i]!;
      if (index < 0) continue;
      const source = (o * from + (from === 1 ? 0 : index)) * inner;
      ids.set(
        field.ids.subarray(source, source + inner),
        (o * to + i) * inner,
      );
    }
  }
  return { lengths: field.lengths.with(axis, to), ids };
}

/** The field of what has no place. */
export function nowhere(lengths: readonly number[]): Field {
  return { lengths: lengths.map(() => 1), ids: new Int32Array([NOWHERE]) };
}

/** The field with its axes in another order. */
export function permuted(field: Field, order: readonly number[]): Field {
  const lengths = order.map((axis) => field.lengths[axis]!);
  const steps = stepsOf(field.lengths);
  return {
    lengths,
    ids: strided(field, lengths, order.map((axis) => steps[axis]!)),
  };
}

/** The places of what is mixed along some axes, which have length 1 then. */
export function united(
  field: Field,
  axes: readonly number[],
  rectangles: Rectangles,
): Field {
  const mixed = axes.filter((axis) => field.lengths[axis]! > 1);
  if (mixed.length === 0) return field;
  const steps = stepsOf(field.lengths);
  const lengths = field.lengths.map((length, axis) =>
    mixed.includes(axis) ? 1 : length
  );
  const inside = [
    ...offsets(
      mixed.map((axis) => field.lengths[axis]!),
      mixed.map((axis) => steps[axis]!),
    ),
  ];
  const ids = new Int32Array(sizeOf(lengths));
  let i = 0;
  for (const start of offsets(lengths, steps)) {
    ids[i++] = rectangles.around(inside.map((o) => field.ids[start + o]!));
  }
  return { lengths, ids };
}

/** The same elements in another shape; `undefined` if too many to follow. */
export function reshaped(
  field: Field,
  shape: readonly number[],
  target: readonly number[],
): Field | undefined {
  const lengths = [...field.lengths];
  const after = target.map(() => 1);
  let [i, j] = [0, 0];
  while (i < shape.length || j < target.length) {
    const [start, begin] = [i, j];
    let [left, right] = [shape[i++] ?? 1, target[j++] ?? 1];
    while (left !== right) {
      if (left < right) left *= shape[i++]!;
      else right *= target[j++]!;
    }
    // What depends on none of the axes before does not on those after.
    if (lengths.slice(start, i).every((length) => length === 1)) continue;
    for (let axis = start; axis < i; axis++) lengths[axis] = shape[axis]!;
    for (let axis = begin; axis < j; axis++) after[axis] = target[axis]!;
  }
  const whole = broadcastField(field, lengths);
  return whole && compact({ lengths: after, ids: whole.ids });
}

/** The field with length 1 along the last axes, where places turn out the same. */
function compact(field: Field): Field {
  const axis = field.lengths.findLastIndex((length) => length > 1);
  if (axis < 0) return field;
  const length = field.lengths[axis]!;
  const { ids } = field;
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] !== ids[i - i % length]) return field;
  }
  return compact({
    lengths: field.lengths.with(axis, 1),
    ids: ids.filter((_, i) => i % length === 0),
  });
}

/** Fields side by side along an axis; along the others they have one length. */
export function sideBySide(fields: readonly Field[], axis: number): Field {
  const length = fields.reduce((sum, { lengths }) => sum + lengths[axis]!, 0);
  const lengths = fields[0]!.lengths.with(axis, length);
  if (sizeOf(lengths) > MOST_POSITIONS) return nowhere(lengths);
  const outer = sizeOf(lengths.slice(0, axis));
  const ids = new Int32Array(sizeOf(lengths));
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (const field of fields) {
      const size = field.ids.length / outer;
      ids.set(field.ids.subarray(o * size, (o + 1) * size), at);
      at += size;
    }
  }
  return { lengths, ids };
}

/** The product of lengths. */
export function sizeOf(lengths: readonly number[]): number {
  return lengths.reduce((size, length) => size * length, 1);
}
