import {
  checkOptions,
  checkValue,
  type OptionRequirements,
  positiveInteger,
} from "../../options/mod.ts";
import {
  checkEnd,
  renderShapes,
  SHAPE_CHOICE,
  SHAPE_CLASSES,
  SHAPE_SIZE,
} from "../shapes/mod.ts";
import { type Dataset, defineDataset } from "./dataset.ts";

/** Which images of the shapes dataset. */
export interface ShapesOptions {
  /** Chooses the dataset: an integer, 0…2³² − 1. */
  readonly seed: number;
  /** How many images, at least 1. */
  readonly size: number;
  /**
   * Index of the first one in the dataset, 0…2³² − 1.
   *
   * @default {0}
   */
  readonly start?: number;
}

const SHAPES_OPTIONS: OptionRequirements<ShapesOptions> = {
  ...SHAPE_CHOICE,
  size: positiveInteger,
};

/**
 * Returns images of {@linkcode renderShapes} as a dataset, each drawn when it is
 * asked for.
 *
 * @param options Which images.
 * @returns The dataset, `[64, 64, 3]`, ten classes.
 * @throws {TypeError} If an option does not exist, is missing or no number.
 * @throws {RangeError} If an option is not an integer in its range.
 *
 * @example
 * ```ts
 * import { shapesDataset } from "fullgrad/data";
 * import { assertEquals } from "@std/assert";
 *
 * const training = shapesDataset({ seed: 1, size: 1000 });
 * const { pixels, labels } = await training.read([999]);
 * assertEquals([pixels.length, labels.length], [64 * 64 * 3, 1]);
 * ```
 */
export function shapesDataset(options: ShapesOptions): Dataset {
  const action = "draw a dataset of shapes";
  checkOptions(action, options, SHAPES_OPTIONS);
  const { seed, size, start = 0 } = options;
  checkValue(action, "seed", seed, SHAPES_OPTIONS.seed);
  checkValue(action, "size", size, SHAPES_OPTIONS.size);
  checkEnd(action, start, size);
  const length = SHAPE_SIZE * SHAPE_SIZE * 3;
  return defineDataset({
    name: `shapes (seed ${seed})`,
    classes: SHAPE_CLASSES,
    size,
    imageShape: [SHAPE_SIZE, SHAPE_SIZE, 3],
    fill(indices, target) {
      indices.forEach((index, i) => {
        const { rgb, labels } = renderShapes({
          seed,
          count: 1,
          start: start + index,
        });
        const image = target.pixels.subarray(i * length, (i + 1) * length);
        rgb.forEach((byte, k) => image[k] = byte / 255);
        target.labels[i] = labels[0]!;
      });
      return Promise.resolve();
    },
  });
}
