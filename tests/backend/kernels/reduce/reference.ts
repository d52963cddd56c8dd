/** What is made of the values that are reduced, by tfjs's name. */
export const REDUCE_REFERENCE: Readonly<
  Record<string, (values: readonly number[]) => number>
> = {
  Sum: (values) => values.reduce((a, b) => a + b, 0),
  Mean: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  Max: (values) => values.reduce((a, b) => Math.max(a, b), -Infinity),
  Min: (values) => values.reduce((a, b) => Math.min(a, b), Infinity),
};
