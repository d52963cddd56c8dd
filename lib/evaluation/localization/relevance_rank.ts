import { checkMask } from "./check_mask.ts";

/**
 * How many of the k most relevant pixels are on the object, which has k pixels,
 * 0…1. Where equal values compete for the last places, each counts for the same
 * part of one.
 *
 * Source: Arras, Osman & Samek, "CLEVR-XAI", Information Fusion 2022, relevance
 * rank accuracy.
 *
 * @param map A value per pixel, as it is.
 * @param mask 1 where the object is, else 0.
 * @throws {TypeError} If they differ in length.
 * @throws {RangeError} If the mask marks nothing, or the map is not finite.
 *
 * @example
 * ```ts
 * import { relevanceRank } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(relevanceRank([4, 3, 2, 1], [1, 0, 1, 0]), 0.5);
 * assertEquals(relevanceRank([5, 5, 5, 5], [1, 0, 0, 0]), 0.25);
 * ```
 */
export function relevanceRank(
  map: ArrayLike<number>,
  mask: ArrayLike<number>,
): number {
  checkMask(map, mask);
  const sorted = Float64Array.from(map).sort();
  let count = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i]) count++;
  const least = sorted[sorted.length - count]!;
  let [above, equal, inside, equalInside] = [0, 0, 0, 0];
  for (let i = 0; i < map.length; i++) {
    const value = map[i]!;
    if (value > least) above++;
    if (value === least) equal++;
    if (!mask[i]) continue;
    if (value > least) inside++;
    if (value === least) equalInside++;
  }
  return (inside + equalInside * (count - above) / equal) / count;
}
