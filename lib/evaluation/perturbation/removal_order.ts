import type { Random } from "../../random/mod.ts";
import { ascendingOrder } from "../similarity/ranks.ts";

/** Which pixels go first: the least or the most salient ones. */
export type RemovalOrder = "least" | "most";

/**
 * The positions of the pixels in the order in which they are removed; equal
 * values come in random order.
 *
 * Of the same random stream, both orders are each other's reverse: what the
 * one removes of a share k, the other leaves of 1 − k.
 *
 * @param map A value per pixel, as it is: of a signed map, the most negative
 * pixel is the least salient.
 * @param order Which pixels go first.
 * @param random A stream for the ties, new for every image and repeat.
 * @returns Every position once.
 * @throws {RangeError} If a value is not finite, or there is no such order.
 */
export function removalOrder(
  map: ArrayLike<number>,
  order: RemovalOrder,
  random: Random,
): Uint32Array {
  if (order !== "least" && order !== "most") {
    throw new RangeError(
      `Cannot order pixels as order must be least or most: current value is ${
        JSON.stringify(order)
      }`,
    );
  }
  const shuffled = shuffledPositions(map.length, random);
  const values = Float64Array.from(shuffled, (at) => map[at]!);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad !== -1) {
    throw new RangeError(
      `Cannot order pixels as the map must be finite: current value of pixel ${
        shuffled[bad]
      } is ${values[bad]}`,
    );
  }
  // The sort is stable, so that the shuffling decides ties.
  const ascending = ascendingOrder(values).map((i) => shuffled[i]!);
  return order === "least" ? ascending : ascending.reverse();
}

/** Fisher & Yates. */
function shuffledPositions(size: number, random: Random): Uint32Array {
  const positions = Uint32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const k = random.integer(i + 1);
    [positions[i], positions[k]] = [positions[k]!, positions[i]!];
  }
  return positions;
}
