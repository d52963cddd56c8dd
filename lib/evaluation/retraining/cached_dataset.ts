import type { Dataset, LabeledImages } from "../../data/mod.ts";

/** Memory for the pixels of one dataset, in bytes. */
const MEMORY = 2 ** 29;

/**
 * A dataset that keeps in memory what was read of it, the first images that fit
 * into 512 MB: a training reads every image once an epoch.
 */
export function cachedDataset(dataset: Dataset): Dataset {
  const { name, classes, size, imageShape } = dataset;
  const length = imageShape[0] * imageShape[1] * imageShape[2];
  const most = Math.floor(MEMORY / (4 * length));
  const images = new Map<number, Float32Array>();
  const known = new Map<number, number>();

  const remember = (
    { pixels, labels }: LabeledImages,
    indices: readonly number[],
  ): void =>
    indices.forEach((index, i) => {
      if (images.size >= most) return;
      images.set(index, pixels.slice(i * length, (i + 1) * length));
      known.set(index, labels[i]!);
    });

  return {
    name,
    classes,
    size,
    imageShape,
    async read(indices) {
      const missing = [...new Set(indices)].filter((i) => !images.has(i));
      const read = missing.length > 0 ? await dataset.read(missing) : undefined;
      const pixels = new Float32Array(indices.length * length);
      const labels = new Int32Array(indices.length);
      indices.forEach((index, i) => {
        const at = missing.indexOf(index);
        pixels.set(
          images.get(index) ??
            read!.pixels.subarray(at * length, (at + 1) * length),
          i * length,
        );
        labels[i] = known.get(index) ?? read!.labels[at]!;
      });
      if (read !== undefined) remember(read, missing);
      return { pixels, labels };
    },
  };
}
