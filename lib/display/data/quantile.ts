/**
 * Returns the least magnitude that at least the given part of all finite
 * values does not exceed, 0 if there is none.
 *
 * @param part In (0, 1].
 */
export function quantile(
  arrays: readonly Float32Array[],
  part: number,
): number {
  const all = new Float32Array(arrays.reduce((n, a) => n + a.length, 0));
  let count = 0;
  for (const array of arrays) {
    for (const value of array) {
      if (Number.isFinite(value)) all[count++] = Math.abs(value);
    }
  }
  return all.subarray(0, count).sort()[Math.ceil(part * count) - 1] ?? 0;
}
