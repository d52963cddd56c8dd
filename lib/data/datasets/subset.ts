import type { Dataset } from "./dataset.ts";
import { defineDataset } from "./define_dataset.ts";

/**
 * Returns a part of a dataset, in the order of the indices; nothing is read.
 *
 * @param dataset The whole.
 * @param indices Positions in it, each in 0…size − 1; any may come twice.
 * @throws {RangeError} If an index is not a position in the dataset.
 *
 * @example
 * ```ts
 * import { shapesDataset, subset } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const whole = shapesDataset({ seed: 1, size: 10 });
 * const part = subset(whole, [7, 3]);
 * assertEquals(part.size, 2);
 * assertEquals(await part.read([1]), await whole.read([3]));
 * ```
 */
export function subset(dataset: Dataset, indices: readonly number[]): Dataset {
  const { name, classes, size, imageShape } = dataset;
  const wrong = indices.find((index) =>
    !(Number.isInteger(index) && index >= 0 && index < size)
  );
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot take a part of ${name} as an index must be an integer in 0…${
        size - 1
      }: current value is ${wrong}`,
    );
  }
  const kept = [...indices];
  return defineDataset({
    name: `${kept.length} of ${name}`,
    classes,
    size: kept.length,
    imageShape,
    async fill(places, { pixels, labels }) {
      const read = await dataset.read(places.map((place) => kept[place]!));
      pixels.set(read.pixels);
      labels.set(read.labels);
    },
  });
}
