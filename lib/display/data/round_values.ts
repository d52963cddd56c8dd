/**
 * Returns the rows of a map as JSON holds them: rounded to a step of one ten
 * thousandth of the largest magnitude or less (so four digits of the largest
 * value), with `null` for what is not finite.
 *
 * Rounding makes the text of a figure about three times shorter; a colour has
 * 256 steps.
 */
export function roundValues(
  values: Float32Array,
  width: number,
): (number | null)[][] {
  let max = 0;
  for (const value of values) {
    const magnitude = Math.abs(value);
    if (magnitude > max && magnitude < Infinity) max = magnitude;
  }
  // Beyond 100 decimals `toFixed` throws; such values are below float32.
  const decimals = max === 0 ? 0 : 3 - Math.floor(Math.log10(max));
  const round = decimals > 0
    ? (value: number) => Number(value.toFixed(decimals))
    : (value: number) => Math.round(value);
  const rows: (number | null)[][] = [];
  for (let start = 0; start < values.length; start += width) {
    rows.push(Array.from(
      values.subarray(start, start + width),
      (value) => Number.isFinite(value) ? round(value) + 0 : null,
    ));
  }
  return rows;
}
