/** What is made of the values that are reduced, by tfjs's name. */
export const REDUCE_REFERENCE: Readonly<
  Record<string, (values: readonly number[]) => number>
> = {
  Sum: (values) => values.reduce((a, b) => a + b, 0),
  Mean: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  Max: (values) => values.reduce((a, b) => Math.max(a, b), -Infinity),
  Min: (values) => values.reduce((a, b) => Math.min(a, b), Infinity),
};

/** A reduction by plain loops in float64. */
export function reduce(
  x: Float32Array,
  shape: readonly number[],
  axes: readonly number[],
  of: (values: readonly number[]) => number,
): Float64Array {
  const groups = new Map<number, number[]>();
  x.forEach((value, i) => {
    let [rest, place, size] = [i, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const along = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
      if (axes.includes(axis)) continue;
      place += along * size;
      size *= shape[axis]!;
    }
    const group = groups.get(place);
    if (group) group.push(value);
    else groups.set(place, [value]);
  });
  const kept = [...groups].sort(([a], [b]) => a - b);
  return Float64Array.from(kept, ([, values]) => of(values));
}
