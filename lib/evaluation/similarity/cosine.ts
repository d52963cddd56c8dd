import { ownSimilarity, type Similarity } from "./similarity.ts";

/**
 * The cosine of the angle between two maps as vectors, in [-1, 1].
 *
 * A map that is zero everywhere has no angle (0/0): with another map it counts
 * as 0, with another zero map as 1. Two maps without negative values are never
 * below 0: compare with a control.
 *
 * @example
 * ```ts
 * import { cosine } from "fullgrad/evaluation";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const shape = [1, 2] as const;
 * const a = { values: new Float32Array([1, 0]), shape };
 * const b = { values: new Float32Array([1, 1]), shape };
 * assertAlmostEquals(cosine.of(a, b), Math.SQRT1_2);
 * ```
 */
export const cosine: Similarity = ownSimilarity({
  name: "Cosine",
  features: ({ values }) => direction(values),
  compare: cosineOf,
});

/**
 * Pearson's correlation of two maps, in [-1, 1].
 *
 * A constant map has no correlation (0/0): with another map it counts as 0,
 * with another constant map as 1.
 *
 * @example
 * ```ts
 * import { pearson } from "fullgrad/evaluation";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const shape = [2, 2] as const;
 * const a = { values: new Float32Array([1, 2, 3, 4]), shape };
 * const b = { values: new Float32Array([8, 6, 4, 2]), shape };
 * assertAlmostEquals(pearson.of(a, b), -1);
 * ```
 */
export const pearson: Similarity = ownSimilarity({
  name: "Pearson",
  features: ({ values }) => centeredDirection(values),
  compare: cosineOf,
});

// These run for every map of every step: plain loops, which are several times
// faster here than the methods of typed arrays.

/**
 * A vector's direction: the vector over its Euclidean length, or zeros for the
 * zero vector, which has none.
 */
function direction(vector: Float64Array): Float64Array {
  return directionFrom(vector, 0);
}

/**
 * The direction of a vector minus its mean; zeros where all entries are equal.
 */
export function centeredDirection(vector: Float64Array): Float64Array {
  let sum = 0;
  let constant = true;
  for (let i = 0; i < vector.length; i++) {
    sum += vector[i]!;
    if (vector[i] !== vector[0]) constant = false;
  }
  // Rounding of the mean must not make a constant look like a signal.
  return constant
    ? new Float64Array(vector.length)
    : directionFrom(vector, sum / vector.length);
}

/**
 * The cosine of the angle between two directions, in [-1, 1]. Where one of
 * them is zero, 0/0, it is 0: nothing in common. Where both are, it is 1: the
 * same nothing.
 */
export function cosineOf(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  if (sum === 0 && isZero(a) && isZero(b)) return 1;
  return Math.min(1, Math.max(-1, sum));
}

function directionFrom(vector: Float64Array, origin: number): Float64Array {
  // The greatest entry goes first, so that no square under- or overflows.
  let greatest = 0;
  for (let i = 0; i < vector.length; i++) {
    greatest = Math.max(greatest, Math.abs(vector[i]! - origin));
  }
  const result = new Float64Array(vector.length);
  if (greatest === 0) return result;
  let squares = 0;
  for (let i = 0; i < vector.length; i++) {
    const x = (vector[i]! - origin) / greatest;
    result[i] = x;
    squares += x * x;
  }
  const length = Math.sqrt(squares);
  for (let i = 0; i < vector.length; i++) result[i]! /= length;
  return result;
}

function isZero(direction: Float64Array): boolean {
  return direction.every((x) => x === 0);
}
