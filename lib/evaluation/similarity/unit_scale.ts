/** The values over the greatest absolute value, in [-1, 1]; zeros stay. */
export function unitScale(values: Float64Array): Float64Array {
  let greatest = 0;
  for (let i = 0; i < values.length; i++) {
    greatest = Math.max(greatest, Math.abs(values[i]!));
  }
  const scaled = new Float64Array(values.length);
  if (greatest === 0) return scaled;
  for (let i = 0; i < values.length; i++) scaled[i] = values[i]! / greatest;
  return scaled;
}
