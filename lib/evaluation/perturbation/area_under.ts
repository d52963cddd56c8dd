/** How the horizontal axis of a curve is measured. */
export type CurveAxis = "linear" | "log";

/**
 * The area under a curve by the trapezoidal rule, divided by its width: the
 * mean height. Of a single point it is the height.
 *
 * @param x Places that grow; above 0 for the logarithmic axis.
 * @param y A height for each.
 */
export function areaUnder(
  x: readonly number[],
  y: readonly number[],
  axis: CurveAxis,
): number {
  const places = axis === "log" ? x.map(Math.log) : x;
  const width = places.at(-1)! - places[0]!;
  if (width === 0) return y[0]!;
  let area = 0;
  for (let i = 1; i < places.length; i++) {
    area += (places[i]! - places[i - 1]!) * (y[i]! + y[i - 1]!) / 2;
  }
  return area / width;
}
