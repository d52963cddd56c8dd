import { assert, assertEquals } from "@std/assert";

/**
 * Asserts that all values are those of the reference, up to `tolerance` of the
 * reference's largest magnitude.
 */
export function assertNear(
  got: Float32Array,
  want: ArrayLike<number>,
  tolerance: number,
): void {
  assertEquals(got.length, want.length);
  let largest = 0;
  for (let i = 0; i < want.length; i++) {
    largest = Math.max(largest, Math.abs(want[i]!));
  }
  for (let i = 0; i < want.length; i++) {
    assert(
      Math.abs(got[i]! - want[i]!) <= tolerance * largest,
      `${got[i]} must be ${want[i]} at ${i}; the largest is ${largest}`,
    );
  }
}
