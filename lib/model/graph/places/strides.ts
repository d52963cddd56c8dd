/** The product of lengths. */
export function sizeOf(lengths: readonly number[]): number {
  return lengths.reduce((size, length) => size * length, 1);
}

/** Steps in a field along every axis: 0 where places do not depend on it. */
export function stepsOf(lengths: readonly number[]): readonly number[] {
  let step = 1;
  return lengths.toReversed().map((length) => {
    const own = length === 1 ? 0 : step;
    step *= length;
    return own;
  }).toReversed();
}

/** The positions of a box, in order, each as its offset by some steps. */
export function* offsets(
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

/** The numbers of a box of positions, which lie among others by some steps. */
export function strided(
  numbers: Int32Array,
  lengths: readonly number[],
  steps: readonly number[],
): Int32Array {
  const ids = new Int32Array(sizeOf(lengths));
  const [inner, step] = [lengths.at(-1) ?? 1, steps.at(-1) ?? 0];
  let i = 0;
  for (const start of offsets(lengths.slice(0, -1), steps.slice(0, -1))) {
    for (let k = 0; k < inner; k++) ids[i++] = numbers[start + k * step]!;
  }
  return ids;
}
