/**
 * How many values one output of a weight is made of, and how many outputs one
 * input goes to: `[fanIn, fanOut]`, as tfjs and Keras count them.
 */
export function fans(
  shape: readonly number[],
): readonly [fanIn: number, fanOut: number] {
  const product = (sizes: readonly number[]) =>
    sizes.reduce((size, n) => size * n, 1);
  if (shape.length < 2) {
    const size = Math.sqrt(product(shape));
    return [size, size];
  }
  const window = product(shape.slice(0, -2));
  return [window * shape.at(-2)!, window * shape.at(-1)!];
}
