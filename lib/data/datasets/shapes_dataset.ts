import { checkRange } from "../shapes/check_range.ts";
import { renderShapes, SHAPE_CLASSES, SHAPE_SIZE } from "../shapes/mod.ts";
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

/**
 * Returns images of {@linkcode renderShapes} as a dataset, each drawn when it is
 * asked for.
 *
 * @param options Which images.
 * @returns The dataset, `[64, 64, 3]`, ten classes.
 * @throws {RangeError} If an option is not an integer in its range.
 *
 * @example
 * ```ts
 * import { shapesDataset } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const training = shapesDataset({ seed: 1, size: 1000 });
 * const { pixels, labels } = await training.read([999]);
 * assertEquals([pixels.length, labels.length], [64 * 64 * 3, 1]);
 * ```
 */
export function shapesDataset(
  { seed, size, start = 0 }: ShapesOptions,
): Dataset {
  const length = SHAPE_SIZE * SHAPE_SIZE * 3;
  checkRange({ seed, count: size, start });
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
