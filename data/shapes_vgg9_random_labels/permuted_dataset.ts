import { type Dataset, shapesDataset } from "../../lib/data/mod.ts";
import { permutation, Random } from "../../lib/random/mod.ts";

/** What the training set of this folder's network follows from. */
export const PERMUTED_SET = {
  seed: 1,
  count: 192,
  permutationSeed: 1,
} as const;

/** The training set of this folder's network: true labels in another order. */
export async function permutedDataset(): Promise<Dataset> {
  const { seed, count, permutationSeed } = PERMUTED_SET;
  const dataset = shapesDataset({ seed, size: count });
  const order = permutation(count, new Random(permutationSeed, 0, 0));
  const { labels } = await dataset.read(order);
  return {
    ...dataset,
    name: `${dataset.name}, labels permuted`,
    read: async (indices) => {
      const { pixels } = await dataset.read(indices);
      return { pixels, labels: Int32Array.from(indices, (i) => labels[i]!) };
    },
  };
}
