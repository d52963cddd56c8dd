import type { Preprocessing } from "../../model/mod.ts";
import {
  checkOptions,
  type OptionRequirements,
  positiveInteger,
} from "../../options/mod.ts";
import { checkDataset, type Dataset } from "./dataset.ts";
import { readBatch } from "./read_batch.ts";

/** Options of {@linkcode datasetPreprocessing}. */
export interface DatasetPreprocessingOptions {
  /**
   * How many images, the first ones, are read at most.
   *
   * @default {10000}
   */
  readonly images?: number;
}

const DATASET_PREPROCESSING_OPTIONS: OptionRequirements<
  DatasetPreprocessingOptions
> = { images: positiveInteger };

/** Images that are read at once. */
const BATCH = 100;

/**
 * Returns the preprocessing that gives the pixels of a dataset mean 0 and
 * standard deviation 1 in every channel, for `asModel` and `train`.
 *
 * @param dataset The training images.
 * @param options How many of them.
 * @returns The preprocessing; it crops.
 * @throws {TypeError} If it is no dataset, or an option does not exist.
 * @throws {RangeError} If there are no images, or a channel is constant.
 *
 * @example
 * ```ts
 * import { datasetPreprocessing, shapesDataset } from "fullgrad/data";
 * import { assertEquals } from "@std/assert";
 *
 * const { mean, channelOrder } = await datasetPreprocessing(
 *   shapesDataset({ seed: 1, size: 20 }),
 * );
 * assertEquals([mean.length, channelOrder], [3, "rgb"]);
 * ```
 */
export async function datasetPreprocessing(
  dataset: Dataset,
  options: DatasetPreprocessingOptions = {},
): Promise<Preprocessing> {
  const action = "find the preprocessing of a dataset";
  checkDataset(action, dataset);
  checkOptions(action, options, DATASET_PREPROCESSING_OPTIONS);
  const { images = 10000 } = options;
  const channels = dataset.imageShape[2];
  const size = Math.min(images, dataset.size);
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let start = 0; start < size; start += BATCH) {
    const count = Math.min(BATCH, size - start);
    const { pixels } = await readBatch(
      action,
      dataset,
      Array.from({ length: count }, (_, i) => start + i),
    );
    for (let i = 0; i < pixels.length; i++) {
      sums[i % channels]! += pixels[i]!;
      squares[i % channels]! += pixels[i]! ** 2;
    }
  }
  const count = size * dataset.imageShape[0] * dataset.imageShape[1];
  const mean = Array.from(sums, (sum) => sum / count);
  const std = Array.from(
    squares,
    (sum, c) => Math.sqrt(Math.max(0, sum / count - mean[c]! ** 2)),
  );
  const constant = std.findIndex((value) => !(value > 1e-6));
  if (constant !== -1) {
    throw new RangeError(
      `Cannot normalize ${dataset.name} as its pixels must differ in every channel: current standard deviation of channel ${constant} over ${size} images is ${
        std[constant]
      }`,
    );
  }
  return {
    scale: 1 / 255,
    mean,
    std,
    channelOrder: channels === 1 ? "gray" : "rgb",
  };
}
