/**
 * Checks an opacity.
 *
 * @throws {RangeError} If it is not in [0, 1].
 */
export function checkOpacity(opacity: number): void {
  if (opacity >= 0 && opacity <= 1) return;
  throw new RangeError(
    `Cannot draw a figure as opacity must be in [0, 1]: current value is ${opacity}`,
  );
}
