import { NOWHERE, type Rectangles } from "./rectangles.ts";
import { offsets, sizeOf, stepsOf, strided } from "./strides.ts";

/**
 * A part of an axis: so many steps, each so far apart in the numbers; 0 where
 * places do not depend on it.
 */
interface Factor {
  readonly length: number;
  readonly step: number;
}

/**
 * The places of a value's elements: a number of a rectangle for every position
 * along the axes behind the first.
 *
 * It is a view: what moves a value about cuts its axes into factors and puts them
 * in another order, and leaves the numbers where they are.
 */
export class Field {
  readonly #axes: readonly (readonly Factor[])[];
  readonly #numbers: Int32Array;
  #ids: Int32Array | undefined;

  private constructor(
    axes: readonly (readonly Factor[])[],
    numbers: Int32Array,
  ) {
    this.#axes = axes;
    this.#numbers = numbers;
  }

  /** The numbers row by row; an axis on which they do not depend has length 1. */
  static of(lengths: readonly number[], ids: Int32Array): Field {
    const steps = stepsOf(lengths);
    const axes = lengths.map((length, axis) =>
      length === 1 ? [] : [{ length, step: steps[axis]! }]
    );
    return new Field(axes, ids);
  }

  /**
   * The length of every axis; 1 where places do not depend on it, so that
   * channels take no memory.
   */
  get lengths(): readonly number[] {
    return this.#axes.map((factors) =>
      factors.some(({ step }) => step > 0)
        ? sizeOf(factors.map(({ length }) => length))
        : 1
    );
  }

  /** The numbers of all positions of these lengths, row by row. */
  get ids(): Int32Array {
    return this.#ids ??= this.#read();
  }

  /** The numbers of all places in it, each once. */
  get places(): readonly number[] {
    return [...new Set(this.#numbers)].filter((id) => id !== NOWHERE);
  }

  /** Whether nothing in it has a place. */
  get isNowhere(): boolean {
    return this.#numbers.every((id) => id === NOWHERE);
  }

  /** The field with its axes in another order. */
  permuted(order: readonly number[]): Field {
    return new Field(order.map((axis) => this.#axes[axis]!), this.#numbers);
  }

  /**
   * The same elements in another shape; `undefined` where a factor would have to
   * be cut unevenly.
   */
  reshaped(
    shape: readonly number[],
    target: readonly number[],
  ): Field | undefined {
    const left = this.#axes.flatMap((factors, axis) =>
      factors.length > 0 ? factors : [{ length: shape[axis]!, step: 0 }]
    );
    const axes: Factor[][] = [];
    for (const length of target) {
      const own: Factor[] = [];
      let missing = length;
      while (missing > 1) {
        const factor = left.shift();
        if (factor === undefined) return undefined;
        if (missing % factor.length === 0) {
          missing /= factor.length;
          add(own, factor);
        } else if (factor.length % missing === 0) {
          const rest = factor.length / missing;
          add(own, { length: missing, step: factor.step * rest });
          left.unshift({ length: rest, step: factor.step });
          missing = 1;
        } else return undefined;
      }
      axes.push(own);
    }
    return left.every(({ length }) => length === 1)
      ? new Field(axes, this.#numbers)
      : undefined;
  }

  #read(): Int32Array {
    const factors = this.#axes.flatMap((factors) =>
      factors.some(({ step }) => step > 0) ? factors : []
    );
    const size = sizeOf(factors.map(({ length }) => length));
    let inPlace = 1;
    for (const { length, step } of factors.toReversed()) {
      if (step !== inPlace) inPlace = NaN;
      inPlace *= length;
    }
    return size === this.#numbers.length && inPlace === size
      ? this.#numbers
      : strided(
        this.#numbers,
        factors.map(({ length }) => length),
        factors.map(({ step }) => step),
      );
  }
}

/** Puts a factor behind others of an axis; two that are one are joined. */
function add(factors: Factor[], { length, step }: Factor): void {
  if (length === 1) return;
  const last = factors.at(-1);
  if (last !== undefined && last.step === step * length) {
    factors[factors.length - 1] = { length: last.length * length, step };
  } else factors.push({ length, step });
}

/** More positions than this are not followed. */
const MOST_POSITIONS = 2 ** 22;

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
  return Field.of(
    lengths,
    strided(field.ids, lengths, stepsOf(field.lengths)),
  );
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
  const numbers = field.ids;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < to; i++) {
      const index = indices[i]!;
      if (index < 0) continue;
      const source = (o * from + (from === 1 ? 0 : index)) * inner;
      ids.set(
        numbers.subarray(source, source + inner),
        (o * to + i) * inner,
      );
    }
  }
  return Field.of(field.lengths.with(axis, to), ids);
}

/** The field of what has no place. */
export function nowhere(lengths: readonly number[]): Field {
  return Field.of(lengths.map(() => 1), new Int32Array([NOWHERE]));
}

/** The places of what is mixed along some axes, which have length 1 then. */
export function united(
  field: Field,
  axes: readonly number[],
  rectangles: Rectangles,
): Field {
  const mixed = axes.filter((axis) => field.lengths[axis]! > 1);
  if (mixed.length === 0) return field;
  const numbers = field.ids;
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
    ids[i++] = rectangles.around(inside.map((o) => numbers[start + o]!));
  }
  return Field.of(lengths, ids);
}

/** The same elements in another shape; `undefined` if too many to follow. */
export function reshaped(
  field: Field,
  shape: readonly number[],
  target: readonly number[],
): Field | undefined {
  const view = field.reshaped(shape, target);
  if (view !== undefined) return view;
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
  return whole && compact(Field.of(after, whole.ids));
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
  return compact(
    Field.of(
      field.lengths.with(axis, 1),
      ids.filter((_, i) => i % length === 0),
    ),
  );
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
  return Field.of(lengths, ids);
}
