import { cosineOf, direction } from "./direction.ts";
import { type Similarity, similarity } from "./similarity.ts";

/**
 * The cosine of the angle between two maps as vectors, in [-1, 1].
 *
 * A map that is zero everywhere has no angle (0/0): with another map it counts
 * as 0, with another zero map as 1. Two maps without negative values are never
 * below 0: compare with a control.
 *
 * @example
 * ```ts
 * import { cosine } from "fullgrad";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const shape = [1, 2] as const;
 * const a = { values: new Float32Array([1, 0]), shape };
 * const b = { values: new Float32Array([1, 1]), shape };
 * assertAlmostEquals(cosine.of(a, b), Math.SQRT1_2);
 * ```
 */
export const cosine: Similarity = similarity({
  name: "Cosine",
  features: ({ values }) => direction(values),
  compare: cosineOf,
});
