/**
 * Returns the pixels of a column of panels.
 *
 * @param size What the caller asked for, if anything.
 * @param room What there is for each column, otherwise.
 * @throws {RangeError} If the size is not in [40, 1024].
 */
export function panelWidth(size: number | undefined, room: number): number {
  if (size === undefined) {
    return Math.round(Math.min(256, Math.max(96, room)));
  }
  if (size >= 40 && size <= 1024) return size;
  throw new RangeError(
    `Cannot draw panels as size must be in [40, 1024]: current value is ${size}`,
  );
}
