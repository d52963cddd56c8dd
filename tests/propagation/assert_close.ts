import { assert } from "@std/assert";

/** Fails unless every value is within `tolerance · max|expected|` of its own. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  message: string,
): void {
  assert(
    actual.length === expected.length,
    `${message}: ${actual.length} values instead of ${expected.length}`,
  );
  let scale = 0;
  let worst = 0;
  let place = -1;
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]!));
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!(difference <= worst)) {
      worst = difference;
      place = i;
    }
  }
  assert(
    worst <= tolerance * scale,
    `${message}: value ${place} is ${actual[place]} instead of ${
      expected[place]
    }, off by ${worst / scale} of the greatest`,
  );
}
