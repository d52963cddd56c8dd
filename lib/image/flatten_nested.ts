/** Values in one array, with their shape. */
export interface FlatValues {
  /** The values. */
  readonly values: Float32Array;
  /** Their shape. */
  readonly shape: readonly number[];
}

/**
 * Returns the numbers of nested arrays in one array, with their shape.
 *
 * @param nested Arrays of arrays … of numbers, of equal length at each depth.
 * @returns Values and shape.
 * @throws {TypeError} If lengths differ, or something is not a number; the error
 * names the place.
 */
export function flattenNested(nested: readonly unknown[]): FlatValues {
  const shape: number[] = [];
  for (let level: unknown = nested; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
  }
  const values = new Float32Array(
    shape.reduce((product, side) => product * side, 1),
  );
  let next = 0;
  const visit = (item: unknown, path: readonly number[]): void => {
    const length = shape[path.length];
    const fits = length === undefined
      ? typeof item === "number"
      : Array.isArray(item) && item.length === length;
    if (!fits) {
      const required = length === undefined
        ? "a number"
        : `an array of ${length}`;
      const came = Array.isArray(item)
        ? `an array of ${item.length}`
        : typeof item;
      throw new TypeError(
        `Cannot use nested arrays as [${
          path.join("][")
        }] must be ${required}, as the first is: ` +
          `current value is ${came}`,
      );
    }
    if (Array.isArray(item)) {
      item.forEach((part, i) => visit(part, [...path, i]));
    } else values[next++] = item as number;
  };
  visit(nested, []);
  return { values, shape };
}
