import {
  generate,
  type NdArray,
  valueAt,
  valueOr,
} from "../../../propagation/float64/mod.ts";

/** The axes of `x` in another order. */
export function transpose(x: NdArray, perm: readonly number[]): NdArray {
  return generate(perm.map((axis) => x.shape[axis]!), (index) => {
    const source = x.shape.map(() => 0);
    perm.forEach((axis, i) => source[axis] = index[i]!);
    return valueAt(x, source);
  });
}

/** The part of `x` that begins at `begin`. */
export function slice(
  x: NdArray,
  begin: readonly number[],
  size: readonly number[],
): NdArray {
  return generate(
    size,
    (index) => valueAt(x, index.map((i, axis) => i + begin[axis]!)),
  );
}

/** `x` backwards along axes. */
export function reverse(x: NdArray, dims: readonly number[]): NdArray {
  return generate(x.shape, (index) =>
    valueAt(
      x,
      index.map((i, axis) => dims.includes(axis) ? x.shape[axis]! - 1 - i : i),
    ));
}

/** `x` repeated. */
export function tile(x: NdArray, reps: readonly number[]): NdArray {
  return generate(
    x.shape.map((length, axis) => length * reps[axis]!),
    (index) => valueAt(x, index.map((i, axis) => i % x.shape[axis]!)),
  );
}

/** `x` with a constant around it. */
export function pad(
  x: NdArray,
  paddings: readonly (readonly [number, number])[],
  constant: number,
): NdArray {
  return generate(
    x.shape.map((length, i) => length + paddings[i]![0] + paddings[i]![1]),
    (index) =>
      valueOr(x, index.map((i, axis) => i - paddings[axis]![0]), constant),
  );
}

/** Arrays one behind the other along an axis. */
export function concat(parts: readonly NdArray[], axis: number): NdArray {
  const total = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  return generate(parts[0]!.shape.with(axis, total), (index) => {
    let [along, part] = [index[axis]!, 0];
    while (along >= parts[part]!.shape[axis]!) {
      along -= parts[part++]!.shape[axis]!;
    }
    return valueAt(parts[part]!, index.with(axis, along));
  });
}
