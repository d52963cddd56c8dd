/**
 * Checks that a map and a mask belong together.
 *
 * @throws {TypeError} If they differ in length.
 * @throws {RangeError} If the mask is empty, or a value of the map is not finite.
 */
export function checkMask(
  map: ArrayLike<number>,
  mask: ArrayLike<number>,
): void {
  if (map.length !== mask.length) {
    throw new TypeError(
      `Cannot compare a map with a mask as both must have the same number of pixels: current numbers are ${map.length} and ${mask.length}`,
    );
  }
  let marked = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i]) marked++;
    if (Number.isFinite(map[i])) continue;
    throw new RangeError(
      `Cannot compare a map with a mask as the map must be finite: current value of pixel ${i} is ${
        map[i]
      }`,
    );
  }
  if (marked > 0) return;
  throw new RangeError(
    "Cannot compare a map with a mask as the mask must mark at least one pixel: current number is 0",
  );
}
