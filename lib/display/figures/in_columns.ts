/**
 * Returns items in rows.
 *
 * @param perRow Items in a row; by default 3 to 6, the more items the more.
 * @throws {RangeError} If `perRow` is not a positive integer.
 */
export function inColumns<T>(
  items: readonly T[],
  perRow: number = Math.min(
    items.length,
    Math.min(6, Math.max(3, Math.ceil(Math.sqrt(items.length)))),
  ),
): T[][] {
  if (items.length > 0 && !(Number.isInteger(perRow) && perRow > 0)) {
    throw new RangeError(
      `Cannot draw panels as perRow must be a positive integer: current value is ${perRow}`,
    );
  }
  const rows: T[][] = [];
  for (let i = 0; i < items.length; i += perRow) {
    rows.push(items.slice(i, i + perRow));
  }
  return rows;
}
