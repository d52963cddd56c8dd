import { checkValue, numbers } from "../../options/mod.ts";

/**
 * Whether a map's greatest value is on the object: 1 or 0; where several pixels
 * share it, the part of them that is.
 *
 * Source: Zhang et al., "Top-down Neural Attention by Excitation Backprop", 2016.
 *
 * @param map A value per pixel, as it is.
 * @param mask 1 where the object is, else 0.
 * @returns 0…1: the share of the greatest pixels that lie on the object.
 * @throws {TypeError} If they differ in length.
 * @throws {RangeError} If the mask marks nothing, or the map is not finite.
 *
 * @example
 * ```ts
 * import { pointingGame } from "fullgrad/evaluation";
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
 * @returns 0…1: the share of the positive values that lies on the object.
 * @throws {TypeError} If they differ in length.
 * @throws {RangeError} If the mask marks nothing, or the map is not finite.
 *
 * @example
 * ```ts
 * import { relevanceMass } from "fullgrad/evaluation";
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
  let most = 0;
  for (let i = 0; i < map.length; i++) most = Math.max(most, map[i]!);
  // The sum of such values would be beyond what numbers hold.
  const unit = most > 1e250 ? most : 1;
  let [all, inside, marked] = [0, 0, 0];
  for (let i = 0; i < map.length; i++) {
    const relevance = Math.max(0, map[i]!) / unit;
    all += relevance;
    if (!mask[i]) continue;
    inside += relevance;
    marked++;
  }
  return all > 0 ? inside / all : marked / map.length;
}

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
 * @returns 0…1: the share of as many greatest pixels as the object has that lie on
 * it.
 * @throws {TypeError} If they differ in length.
 * @throws {RangeError} If the mask marks nothing, or the map is not finite.
 *
 * @example
 * ```ts
 * import { relevanceRank } from "fullgrad/evaluation";
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

/**
 * Checks that a map and a mask belong together.
 *
 * @throws {TypeError} If they differ in length.
 * @throws {RangeError} If the mask is empty, or a value of the map is not finite.
 */
function checkMask(
  map: ArrayLike<number>,
  mask: ArrayLike<number>,
): void {
  checkValue("compare a map with a mask", "the map", map, numbers);
  checkValue("compare a map with a mask", "the mask", mask, numbers);
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
