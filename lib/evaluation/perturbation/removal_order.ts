import type { Requirement } from "../../options/mod.ts";
import { Random, shuffle } from "../../random/mod.ts";
import { ascendingOrder } from "../similarity/mod.ts";

/** Which pixels go first: the least or the most salient ones. */
export type RemovalOrder = "least" | "most";

/** Shares of an image that grow, for options. */
export const growingFractions: Requirement = {
  expected: "one or more numbers that grow within 0…1",
  isType: (value) =>
    Array.isArray(value) && value.every((each) => typeof each === "number"),
  isValue: (fractions: readonly number[]) =>
    fractions.length > 0 &&
    fractions.every((fraction, i) =>
      fraction >= 0 && fraction <= 1 &&
      (i === 0 || fractions[i - 1]! < fraction)
    ),
};

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

function shuffledPositions(size: number, random: Random): Uint32Array {
  const positions = new Uint32Array(size);
  for (let i = 0; i < size; i++) positions[i] = i;
  return shuffle(positions, random);
}

/**
 * The pixels of a map from the least to the most salient, for every repeat: new
 * random orders of equal values, or the same order again where all differ.
 *
 * @param image Position of the image in the whole dataset: chooses its streams.
 */
export function ascendingOrders(
  map: Float32Array,
  { image, repeats, seed }: {
    readonly image: number;
    readonly repeats: number;
    readonly seed: number;
  },
): readonly Uint32Array[] {
  const first = removalOrder(map, "least", new Random(seed, image, 0));
  const tied = first.some((at, i) => i > 0 && map[at] === map[first[i - 1]!]);
  return Array.from(
    { length: repeats },
    (_, repeat) =>
      repeat === 0 || !tied
        ? first
        : removalOrder(map, "least", new Random(seed, image, repeat)),
  );
}

/**
 * How many pixels a share of an image is.
 *
 * @param fraction 0…1.
 */
export function removedCount(fraction: number, pixels: number): number {
  return Math.round(fraction * pixels);
}

/**
 * The first pixels of an order, as a set: 1 for each of them, else 0.
 *
 * @param order Every pixel once, the first to remove first.
 * @param count How many are removed.
 */
export function removedSet(order: Uint32Array, count: number): Uint8Array {
  const removed = new Uint8Array(order.length);
  for (let i = 0; i < count; i++) removed[order[i]!] = 1;
  return removed;
}
