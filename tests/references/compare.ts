import { assert, assertEquals } from "@std/assert";

/** An array of numbers with a shape. */
export interface Numbers {
  readonly values: ArrayLike<number>;
  readonly shape: readonly number[];
}

/** Fails unless no element differs by more than `tolerance` of the maximum. */
export function assertClose(
  name: string,
  actual: Numbers,
  expected: Numbers,
  tolerance: number,
): void {
  assertEquals([...actual.shape], [...expected.shape], `shape of ${name}`);
  let worst = 0;
  let greatest = 0;
  for (let i = 0; i < expected.values.length; i++) {
    worst = Math.max(worst, Math.abs(actual.values[i]! - expected.values[i]!));
    greatest = Math.max(greatest, Math.abs(expected.values[i]!));
  }
  const error = worst / (greatest || 1);
  // Written so that NaN fails.
  assert(
    error <= tolerance,
    `${name} differs by ${
      error.toExponential(2)
    } of its maximum, over ${tolerance}`,
  );
}

/** Fails unless the relative L2 distance is at most `tolerance`. */
export function assertCloseInNorm(
  name: string,
  actual: Numbers,
  expected: Numbers,
  tolerance: number,
): void {
  assertEquals([...actual.shape], [...expected.shape], `shape of ${name}`);
  let distance = 0;
  let norm = 0;
  for (let i = 0; i < expected.values.length; i++) {
    distance += (actual.values[i]! - expected.values[i]!) ** 2;
    norm += expected.values[i]! ** 2;
  }
  const error = Math.sqrt(distance / norm);
  assert(
    error <= tolerance,
    `${name} differs by ${error.toExponential(2)} in L2, over ${tolerance}`,
  );
}

/**
 * Fails if more than a share of the elements differ by more than `tolerance` of
 * the maximum.
 */
export function assertMostlyClose(
  name: string,
  actual: Numbers,
  expected: Numbers,
  tolerance: number,
  share: number,
): void {
  assertEquals([...actual.shape], [...expected.shape], `shape of ${name}`);
  const { values } = expected;
  let greatest = 0;
  for (let i = 0; i < values.length; i++) {
    greatest = Math.max(greatest, Math.abs(values[i]!));
  }
  let far = 0;
  for (let i = 0; i < values.length; i++) {
    // Written so that NaN is far.
    if (!(Math.abs(actual.values[i]! - values[i]!) <= tolerance * greatest)) {
      far++;
    }
  }
  assert(
    far <= share * values.length,
    `${name} differs by more than ${tolerance} of its maximum in ${far} of ${values.length} elements`,
  );
}
