import type { Curve } from "../curve.ts";

/**
 * Checks that curves can be drawn.
 *
 * @throws {TypeError} If a curve's numbers of places and values differ.
 * @throws {RangeError} If there is no curve or no finite point.
 */
export function checkCurves(curves: readonly Curve[]): void {
  if (curves.length === 0) {
    throw new RangeError(
      "Cannot draw curves as there must be one or more: current value is 0",
    );
  }
  for (const { name, x, y, interval } of curves) {
    for (const { length } of [y, interval?.low ?? x, interval?.high ?? x]) {
      if (length === x.length) continue;
      throw new TypeError(
        `Cannot draw curve "${name}" as it must have ${x.length} values, one for each place: current value is ${length}`,
      );
    }
    if (!x.every(Number.isFinite)) {
      throw new RangeError(
        `Cannot draw curve "${name}" as its places must be finite: current value is [${x}]`,
      );
    }
  }
  if (!curves.some(({ y }) => y.some(Number.isFinite))) {
    throw new RangeError(
      "Cannot draw curves as some value must be finite: current value has none",
    );
  }
}
