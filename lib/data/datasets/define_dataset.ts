import type { Dataset, LabelledImages } from "./dataset.ts";

/** A dataset without its checks. */
export interface DatasetParts extends Omit<Dataset, "read"> {
  /**
   * Puts images and labels where they belong.
   *
   * @param indices Positions in the dataset, checked.
   * @param target Zeros of the right lengths.
   */
  readonly fill: (
    indices: readonly number[],
    target: LabelledImages,
  ) => Promise<void>;
}

/** Returns the dataset that has these parts, and checks what is asked of it. */
export function defineDataset(
  { name, classes, size, imageShape, fill }: DatasetParts,
): Dataset {
  const length = imageShape.reduce((product, side) => product * side, 1);
  return {
    name,
    classes,
    size,
    imageShape,
    async read(indices) {
      for (const index of indices) {
        if (Number.isInteger(index) && index >= 0 && index < size) continue;
        throw new RangeError(
          `Cannot read ${name} as an index must be an integer in 0…${
            size - 1
          }: current value is ${index}`,
        );
      }
      const target = {
        pixels: new Float32Array(indices.length * length),
        labels: new Int32Array(indices.length),
      };
      await fill(indices, target);
      return target;
    },
  };
}
