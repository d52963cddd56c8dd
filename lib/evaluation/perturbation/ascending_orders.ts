import { Random } from "../../random/mod.ts";
import { removalOrder } from "./removal_order.ts";

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
