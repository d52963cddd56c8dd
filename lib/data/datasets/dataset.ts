import {
  callback,
  checkValue,
  describeValue,
  listOf,
  nonNegativeInteger,
  objectWith,
  positiveInteger,
  type Requirement,
  text,
} from "../../options/mod.ts";

/** Labeled images of one size, read when they are asked for. */
export interface Dataset {
  /** Name for figures and files. */
  readonly name: string;
  /** Names of the classes; a label is an index into this list. */
  readonly classes: readonly string[];
  /** How many images there are. */
  readonly size: number;
  /** Size of every image; 1 channel is gray, 3 are red, green, blue. */
  readonly imageShape: readonly [
    height: number,
    width: number,
    channels: number,
  ];
  /** What a reader of every result should know of them. */
  readonly notes?: readonly string[] | undefined;
  /**
   * Returns some of the images, in the order of the indices.
   *
   * @param indices Positions in the dataset, each in 0…size − 1; any may come
   * twice.
   * @throws {RangeError} If an index is not a position in the dataset.
   */
  read(indices: readonly number[]): Promise<LabeledImages>;
}

/** What {@linkcode Dataset.read} returns. */
export interface LabeledImages {
  /** The pixels in 0…1, `[indices.length, H, W, C]` row by row. */
  readonly pixels: Float32Array;
  /** The class of each image. */
  readonly labels: Int32Array;
}

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
    target: LabeledImages,
  ) => Promise<void>;
}

/** Returns the dataset that has these parts, and checks what is asked of it. */
export function defineDataset(
  { fill, ...dataset }: DatasetParts,
): Dataset {
  const { name, size, imageShape } = dataset;
  const length = imageShape.reduce((product, side) => product * side, 1);
  return {
    ...dataset,
    async read(indices) {
      checkIndices(`read ${name}`, indices, size);
      const target = {
        pixels: new Float32Array(indices.length * length),
        labels: new Int32Array(indices.length),
      };
      await fill(indices, target);
      return target;
    },
  };
}

/** What is asked of a {@linkcode Dataset}; its read is checked by use. */
export const DATASET: Requirement = objectWith(
  "a dataset, such as loadImageFolder() returns, with name, classes, size, imageShape and read()",
  {
    name: text,
    classes: { expected: "a list", isType: Array.isArray },
    size: nonNegativeInteger,
    imageShape: listOf(positiveInteger),
    read: callback,
  },
);

/**
 * Checks that a value is a dataset.
 *
 * @param action What cannot be done otherwise.
 * @throws {TypeError} If it is none, such as a promise of one.
 */
export function checkDataset(action: string, dataset: Dataset): void {
  checkValue(action, "dataset", dataset, DATASET);
}

/** Checks that indices are positions among so many images. */
export function checkIndices(
  action: string,
  indices: readonly number[],
  size: number,
): void {
  if (!Array.isArray(indices)) {
    throw new TypeError(
      `Cannot ${action} as the indices must be a list: current value is ${
        describeValue(indices)
      }`,
    );
  }
  for (const index of indices) {
    if (Number.isInteger(index) && index >= 0 && index < size) continue;
    throw new RangeError(
      `Cannot ${action} as an index must be an integer in 0…${
        size - 1
      }: current value is ${index}`,
    );
  }
}
