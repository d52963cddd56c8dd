/**
 * Checks what says where values lie: the kernels would go anywhere with it.
 *
 * @param action What cannot be done, as "pad the tensor".
 * @param name Which numbers these are.
 * @throws {RangeError} If one is negative or no whole number.
 */
export function requireCounts(
  action: string,
  name: string,
  counts: readonly number[],
): void {
  if (counts.every((count) => Number.isSafeInteger(count) && count >= 0)) {
    return;
  }
  throw new RangeError(
    `Cannot ${action} as ${name} must be whole numbers, none negative: current values are ${
      counts.join(", ")
    }`,
  );
}
