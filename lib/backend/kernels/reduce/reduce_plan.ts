/** A reduction as one over the middle of `[outer, length, inner]`. */
export interface ReducePlan {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/**
 * The plan of a reduction over axes that lie side by side; undefined if they do
 * not. Axes of length 1 lie wherever it suits.
 */
export function reducePlan(
  shape: readonly number[],
  axes: readonly number[],
): ReducePlan | undefined {
  let [outer, length, inner] = [1, 1, 1];
  let state: "outer" | "reduced" | "inner" = "outer";
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    if (axes.includes(axis)) {
      if (state === "inner") return undefined;
      state = "reduced";
      length *= size;
    } else if (state === "outer") {
      outer *= size;
    } else {
      state = "inner";
      inner *= size;
    }
  }
  return { outer, length, inner };
}
