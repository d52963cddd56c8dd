import { centredDirection, cosineOf } from "./direction.ts";
import { hog } from "./hog.ts";
import type { WideMap } from "./map_image.ts";
import { type Similarity, similarity } from "./similarity.ts";
import { unitScale } from "./unit_scale.ts";

const ORIENTATIONS = 9;
const LARGEST_CELL = 16;
const LEAST_CELLS = 4;
const LARGEST_BLOCK = 3;

/** The options of {@linkcode hogSimilarity}. */
export interface HogOptions {
  /**
   * Side of a square cell in pixels.
   *
   * @default 16, or less, so that 4 fit along the shorter side
   */
  readonly cell?: number;
}

/**
 * A measure of how alike the edges of two maps are, in [-1, 1]: Pearson's
 * correlation of their histograms of oriented gradients, 9 orientations, cells
 * of 16 × 16 pixels, blocks of 3 × 3 cells.
 *
 * Each map is divided by its greatest absolute value first, since the
 * normalisation of blocks has an ε of its own. A map without edges has no
 * correlation (0/0): with another map it counts as 0, with another such map
 * as 1.
 *
 * @param options The size of the cells, which the result depends on.
 * @returns The measure.
 * @throws {RangeError} If the cell is not a positive integer; and, by the
 * measure, if it is larger than a map.
 *
 * @example
 * ```ts
 * import { hogSimilarity } from "fullgrad";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const values = Float32Array.from({ length: 4096 }, (_, i) => (i * i) % 31);
 * const map = { values, shape: [64, 64] as const };
 * assertAlmostEquals(hogSimilarity().of(map, map), 1);
 * ```
 */
export function hogSimilarity(options: HogOptions = {}): Similarity {
  const { cell } = options;
  if (cell !== undefined && !(Number.isInteger(cell) && cell > 0)) {
    throw new RangeError(
      `Cannot compare maps by HOG as cell must be a positive integer: current value is ${cell}`,
    );
  }
  return similarity({
    name: "HOG",
    settings: {
      orientations: ORIENTATIONS,
      cell: cell ?? `at most ${LARGEST_CELL}, ${LEAST_CELLS} along a side`,
      block: LARGEST_BLOCK,
    },
    features: (map) => centredDirection(hogFeatures(map, cell)),
    compare: cosineOf,
  });
}

function hogFeatures(map: WideMap, given: number | undefined): Float64Array {
  const [height, width] = map.shape;
  const fitting = Math.floor(Math.min(height, width) / LEAST_CELLS);
  const cell = given ?? Math.max(1, Math.min(LARGEST_CELL, fitting));
  if (cell > Math.min(height, width)) {
    throw new RangeError(
      `Cannot compare maps [${map.shape}] by HOG as cell must not be larger: current value is ${cell}`,
    );
  }
  const cellsAlong = (side: number) =>
    Math.min(LARGEST_BLOCK, Math.floor(side / cell));
  return hog(unitScale(map.values), map.shape, {
    orientations: ORIENTATIONS,
    cell,
    block: [cellsAlong(height), cellsAlong(width)],
  });
}
