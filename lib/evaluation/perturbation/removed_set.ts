/**
 * How many pixels a share of an image is.
 *
 * @param fraction 0…1.
 */
export function removedCount(fraction: number, pixels: number): number {
  return Math.round(fraction * pixels);
}

/**
 * The first pixels of an order, as a set: 1 for each of them, else 0.
 *
 * @param order Every pixel once, the first to remove first.
 * @param count How many are removed.
 */
export function removedSet(order: Uint32Array, count: number): Uint8Array {
  const removed = new Uint8Array(order.length);
  for (let i = 0; i < count; i++) removed[order[i]!] = 1;
  return removed;
}

/**
 * Checks the shares of an image that are removed.
 *
 * @throws {RangeError} If there is none, or they do not grow within 0…1.
 */
export function checkFractions(fractions: readonly number[]): void {
  const grow = fractions.every((fraction, i) =>
    fraction >= 0 && fraction <= 1 && (i === 0 || fractions[i - 1]! < fraction)
  );
  if (grow && fractions.length > 0) return;
  throw new RangeError(
    `Cannot remove pixels as fractions must be one or more numbers that grow within 0…1: current value is [${
      fractions.join(", ")
    }]`,
  );
}
