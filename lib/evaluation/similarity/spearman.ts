import { averageRanks } from "./average_ranks.ts";
import { centredDirection, cosineOf } from "./direction.ts";
import { type Similarity, similarity } from "./similarity.ts";

/**
 * Spearman's rank correlation of two maps as they are, in [-1, 1]: Pearson's
 * correlation of their ranks, where equal values share their mean rank.
 *
 * It only sees which pixel has more than which. A constant map has no order
 * (0/0): with another map it counts as 0, with another constant map as 1.
 *
 * @example
 * ```ts
 * import { spearman } from "fullgrad";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const shape = [2, 2] as const;
 * const a = { values: new Float32Array([1, 2, 3, 4]), shape };
 * const b = { values: new Float32Array([1, 10, 100, 1000]), shape };
 * assertAlmostEquals(spearman.of(a, b), 1);
 * ```
 */
export const spearman: Similarity = similarity({
  name: "Spearman",
  features: ({ values }) => centredDirection(averageRanks(values)),
  compare: cosineOf,
});
