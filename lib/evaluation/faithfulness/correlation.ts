/** Below this part of the mean square, a spread is rounding. */
const ROUNDING = 1e-12;

/**
 * Pearson's correlation of two lists of numbers, in [−1, 1]; 0 where one of them
 * is constant but for rounding.
 */
export function correlation(
  a: readonly number[],
  b: readonly number[],
): number {
  const [u, v] = [deviations(a), deviations(b)];
  if (u === undefined || v === undefined) return 0;
  let [product, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < u.length; i++) {
    product += u[i]! * v[i]!;
    squareA += u[i]! ** 2;
    squareB += v[i]! ** 2;
  }
  return product / Math.sqrt(squareA * squareB);
}

/** How far numbers are from their mean; `undefined` where they are constant. */
function deviations(values: readonly number[]): readonly number[] | undefined {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const result = values.map((value) => value - mean);
  const spread = result.reduce((sum, x) => sum + x * x, 0);
  const size = values.reduce((sum, x) => sum + x * x, 0);
  return spread > ROUNDING * size ? result : undefined;
}
