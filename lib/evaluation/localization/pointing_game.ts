import { checkMask } from "./check_mask.ts";

/**
 * Whether a map's greatest value is on the object: 1 or 0; where several pixels
 * share it, the part of them that is.
 *
 * Source: Zhang et al., "Top-down Neural Attention by Excitation Backprop", 2016.
 *
 * @param map A value per pixel, as it is.
 * @param mask 1 where the object is, else 0.
 * @throws {TypeError} If they differ in length.
 * @throws {RangeError} If the mask marks nothing, or the map is not finite.
 *
 * @example
 * ```ts
 * import { pointingGame } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pointingGame([0, 3, 1, 3], [0, 1, 0, 0]), 0.5);
 * ```
 */
export function pointingGame(
  map: ArrayLike<number>,
  mask: ArrayLike<number>,
): number {
  checkMask(map, mask);
  let most = -Infinity;
  for (let i = 0; i < map.length; i++) most = Math.max(most, map[i]!);
  let [all, inside] = [0, 0];
  for (let i = 0; i < map.length; i++) {
    if (map[i] !== most) continue;
    all++;
    if (mask[i]) inside++;
  }
  return inside / all;
}
