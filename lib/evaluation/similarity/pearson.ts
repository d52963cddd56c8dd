import { centredDirection, cosineOf } from "./direction.ts";
import { type Similarity, similarity } from "./similarity.ts";

/**
 * Pearson's correlation of two maps, in [-1, 1].
 *
 * A constant map has no correlation (0/0): with another map it counts as 0,
 * with another constant map as 1.
 *
 * @example
 * ```ts
 * import { pearson } from "fullgrad";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const shape = [2, 2] as const;
 * const a = { values: new Float32Array([1, 2, 3, 4]), shape };
 * const b = { values: new Float32Array([8, 6, 4, 2]), shape };
 * assertAlmostEquals(pearson.of(a, b), -1);
 * ```
 */
export const pearson: Similarity = similarity({
  name: "Pearson",
  features: ({ values }) => centredDirection(values),
  compare: cosineOf,
});
