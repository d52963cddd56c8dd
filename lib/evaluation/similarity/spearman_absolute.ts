import { averageRanks } from "./average_ranks.ts";
import { centredDirection, cosineOf } from "./direction.ts";
import { type Similarity, similarity } from "./similarity.ts";

/**
 * Spearman's rank correlation of the absolute values of two maps, in [-1, 1].
 *
 * Magnitudes of unrelated maps often go together, as where the image has
 * edges: this is greater than {@linkcode spearman} of signed maps, and both
 * belong side by side. Constants are as there.
 *
 * @example
 * ```ts
 * import { spearmanAbsolute } from "fullgrad";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const shape = [2, 2] as const;
 * const a = { values: new Float32Array([1, -2, 3, -4]), shape };
 * const b = { values: new Float32Array([-1, 2, -3, 4]), shape };
 * assertAlmostEquals(spearmanAbsolute.of(a, b), 1);
 * ```
 */
export const spearmanAbsolute: Similarity = similarity({
  name: "Spearman of |map|",
  features: ({ values }) => centredDirection(averageRanks(magnitudes(values))),
  compare: cosineOf,
});

function magnitudes(values: Float64Array): Float64Array {
  const result = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = Math.abs(values[i]!);
  return result;
}
