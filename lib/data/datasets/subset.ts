import {
  checkDataset,
  checkIndices,
  type Dataset,
  defineDataset,
} from "./dataset.ts";
import { readBatch } from "./read_batch.ts";

/**
 * Returns a part of a dataset, in the order of the indices; nothing is read.
 *
 * @param dataset The whole.
 * @param indices Positions in it, each in 0…size − 1; any may come twice.
 * @returns The dataset of these images.
 * @throws {TypeError} If it is no dataset, or the indices are no list.
 * @throws {RangeError} If an index is not a position in the dataset.
 *
 * @example
 * ```ts
 * import { shapesDataset, subset } from "fullgrad/data";
 * import { assertEquals } from "@std/assert";
 *
 * const whole = shapesDataset({ seed: 1, size: 10 });
 * const part = subset(whole, [7, 3]);
 * assertEquals(part.size, 2);
 * assertEquals(await part.read([1]), await whole.read([3]));
 * ```
 */
export function subset(dataset: Dataset, indices: readonly number[]): Dataset {
  checkDataset("take a part of a dataset", dataset);
  const { name, size } = dataset;
  checkIndices(`take a part of ${name}`, indices, size);
  const kept = [...indices];
  return defineDataset({
    ...dataset,
    name: `${kept.length} of ${name}`,
    size: kept.length,
    async fill(places, { pixels, labels }) {
      const read = await readBatch(
        `read a part of ${name}`,
        dataset,
        places.map((place) => kept[place]!),
      );
      pixels.set(read.pixels);
      labels.set(read.labels);
    },
  });
}
