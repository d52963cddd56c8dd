/** A tensor of plain numbers. */
export interface PlainTensor {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/** A tensor made value by value: `source` says of an index which one it is. */
export function gatherValues(
  shape: readonly number[],
  source: (index: readonly number[]) => number,
): PlainTensor {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < values.length; i++) {
    const index: number[] = [];
    let rest = i;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    values[i] = source(index);
  }
  return { values, shape };
}

/** The value at an index. */
export function valueAt(
  { values, shape }: PlainTensor,
  index: readonly number[],
): number {
  return values[index.reduce((at, i, axis) => at * shape[axis]! + i, 0)]!;
}

/** The axes of `x` in another order. */
export function transpose(
  x: PlainTensor,
  perm: readonly number[],
): PlainTensor {
  return gatherValues(perm.map((axis) => x.shape[axis]!), (index) => {
    const source: number[] = [];
    perm.forEach((axis, i) => source[axis] = index[i]!);
    return valueAt(x, source);
  });
}

/** The part of `x` that begins at `begin`. */
export function slice(
  x: PlainTensor,
  begin: readonly number[],
  size: readonly number[],
): PlainTensor {
  return gatherValues(
    size,
    (index) => valueAt(x, index.map((i, axis) => i + begin[axis]!)),
  );
}

/** `x` backwards along axes. */
export function reverse(x: PlainTensor, dims: readonly number[]): PlainTensor {
  return gatherValues(x.shape, (index) =>
    valueAt(
      x,
      index.map((i, axis) => dims.includes(axis) ? x.shape[axis]! - 1 - i : i),
    ));
}

/** `x` repeated. */
export function tile(x: PlainTensor, reps: readonly number[]): PlainTensor {
  return gatherValues(
    x.shape.map((length, axis) => length * reps[axis]!),
    (index) => valueAt(x, index.map((i, axis) => i % x.shape[axis]!)),
  );
}

/** `x` with a constant around it. */
export function pad(
  x: PlainTensor,
  paddings: readonly (readonly [number, number])[],
  constant: number,
): PlainTensor {
  return gatherValues(
    x.shape.map((length, i) => length + paddings[i]![0] + paddings[i]![1]),
    (index) => {
      const source = index.map((i, axis) => i - paddings[axis]![0]);
      return source.every((i, axis) => i >= 0 && i < x.shape[axis]!)
        ? valueAt(x, source)
        : constant;
    },
  );
}

/** Tensors one behind the other along an axis. */
export function concat(
  parts: readonly PlainTensor[],
  axis: number,
): PlainTensor {
  const total = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  return gatherValues(parts[0]!.shape.with(axis, total), (index) => {
    let along = index[axis]!;
    for (const part of parts) {
      if (along < part.shape[axis]!) {
        return valueAt(part, index.with(axis, along));
      }
      along -= part.shape[axis]!;
    }
    throw new Error("no part left");
  });
}
