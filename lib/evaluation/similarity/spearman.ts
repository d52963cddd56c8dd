import { centeredDirection, cosineOf } from "./cosine.ts";
import { averageRanks } from "./ranks.ts";
import { ownSimilarity, type Similarity } from "./similarity.ts";

/**
 * Spearman's rank correlation of two maps as they are, in [-1, 1]: Pearson's
 * correlation of their ranks, where equal values share their mean rank.
 *
 * It only sees which pixel has more than which. A constant map has no order
 * (0/0): with another map it counts as 0, with another constant map as 1.
 *
 * @example
 * ```ts
 * import { spearman } from "fullgrad/evaluation";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const shape = [2, 2] as const;
 * const a = { values: new Float32Array([1, 2, 3, 4]), shape };
 * const b = { values: new Float32Array([1, 10, 100, 1000]), shape };
 * assertAlmostEquals(spearman.of(a, b), 1);
 * ```
 */
export const spearman: Similarity = ownSimilarity({
  name: "Spearman",
  features: ({ values }) => centeredDirection(averageRanks(values)),
  compare: cosineOf,
});

/**
 * Spearman's rank correlation of the absolute values of two maps, in [-1, 1].
 *
 * Magnitudes of unrelated maps often go together, as where the image has
 * edges: this is greater than {@linkcode spearman} of signed maps, and both
 * belong side by side. Constants are as there.
 *
 * @example
 * ```ts
 * import { spearmanAbsolute } from "fullgrad/evaluation";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const shape = [2, 2] as const;
 * const a = { values: new Float32Array([1, -2, 3, -4]), shape };
 * const b = { values: new Float32Array([-1, 2, -3, 4]), shape };
 * assertAlmostEquals(spearmanAbsolute.of(a, b), 1);
 * ```
 */
export const spearmanAbsolute: Similarity = ownSimilarity({
  name: "Spearman of |map|",
  features: ({ values }) => centeredDirection(averageRanks(magnitudes(values))),
  compare: cosineOf,
});

function magnitudes(values: Float64Array): Float64Array {
  const result = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = Math.abs(values[i]!);
  return result;
}
