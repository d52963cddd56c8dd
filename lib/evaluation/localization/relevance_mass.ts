import { checkMask } from "./check_mask.ts";

/**
 * How much of a map's positive relevance is on the object, 0…1:
 * `Σ_mask max(R, 0) / Σ max(R, 0)`.
 *
 * A map without a positive value, 0/0, counts as the part of the image that the
 * object covers, as a constant map does.
 *
 * Source: Arras, Osman & Samek, "CLEVR-XAI", Information Fusion 2022, relevance
 * mass accuracy.
 *
 * @param map A value per pixel, as it is.
 * @param mask 1 where the object is, else 0.
 * @throws {TypeError} If they differ in length.
 * @throws {RangeError} If the mask marks nothing, or the map is not finite.
 *
 * @example
 * ```ts
 * import { relevanceMass } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(relevanceMass([3, 1, -5, 0], [1, 0, 0, 0]), 0.75);
 * ```
 */
export function relevanceMass(
  map: ArrayLike<number>,
  mask: ArrayLike<number>,
): number {
  checkMask(map, mask);
  let [all, inside, marked] = [0, 0, 0];
  for (let i = 0; i < map.length; i++) {
    const relevance = Math.max(0, map[i]!);
    all += relevance;
    if (!mask[i]) continue;
    inside += relevance;
    marked++;
  }
  return all > 0 ? inside / all : marked / map.length;
}
