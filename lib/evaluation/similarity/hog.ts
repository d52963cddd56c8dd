import { checkOptions, positiveInteger } from "../../options/mod.ts";
import { centeredDirection, cosineOf } from "./cosine.ts";
import {
  ownSimilarity,
  type Similarity,
  unitScale,
  type WideMap,
} from "./similarity.ts";

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
 * normalization of blocks has an ε of its own. A map without edges has no
 * correlation (0/0): with another map it counts as 0, with another such map
 * as 1.
 *
 * @param options The size of the cells, which the result depends on.
 * @returns The measure.
 * @throws {TypeError} If there is no such option, or it is no number.
 * @throws {RangeError} If the cell is not a positive integer; and, by the
 * measure, if it is larger than a map.
 *
 * @example
 * ```ts
 * import { hogSimilarity } from "fullgrad/evaluation";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const values = Float32Array.from({ length: 4096 }, (_, i) => (i * i) % 31);
 * const map = { values, shape: [64, 64] as const };
 * assertAlmostEquals(hogSimilarity().of(map, map), 1);
 * ```
 */
export function hogSimilarity(options: HogOptions = {}): Similarity {
  checkOptions("compare maps by HOG", options, { cell: positiveInteger });
  const { cell } = options;
  return ownSimilarity({
    name: "HOG",
    settings: {
      orientations: ORIENTATIONS,
      cell: cell ?? `at most ${LARGEST_CELL}, ${LEAST_CELLS} along a side`,
      block: LARGEST_BLOCK,
    },
    features: (map) => centeredDirection(hogFeatures(map, cell)),
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

const CLIP = 0.2;
const EPSILON = 1e-5;

/** How a histogram of oriented gradients is cut into cells and blocks. */
export interface HogLayout {
  /** Bins of 180° / orientations. */
  readonly orientations: number;
  /** Side of a square cell in pixels. */
  readonly cell: number;
  /** Cells along each side of a block, for rows and columns. */
  readonly block: readonly [rows: number, columns: number];
}

/**
 * The histograms of oriented gradients of a picture: how much gradient there
 * is in which direction, per cell, normalized over overlapping blocks of cells
 * (L2, clipped at 0.2, L2 again).
 *
 * Gradients are differences of the two neighbors, 0 along the edges. A pixel
 * counts for one orientation and one cell, without interpolation; pixels beyond
 * the last whole cell do not count.
 *
 * Source: Dalal & Triggs, "Histograms of Oriented Gradients for Human
 * Detection", 2005.
 *
 * @returns `[blockRows, blockColumns, rows, columns, orientations]` of the
 * blocks, in one array.
 */
export function hog(
  values: Float64Array,
  [height, width]: readonly [number, number],
  { orientations, cell, block }: HogLayout,
): Float64Array {
  const rows = Math.floor(height / cell);
  const columns = Math.floor(width / cell);
  const cells = cellHistograms(values, width, {
    rows,
    columns,
    cell,
    orientations,
    height,
  });
  const perBlock = block[0] * block[1] * orientations;
  const down = rows - block[0] + 1;
  const across = columns - block[1] + 1;
  const features = new Float64Array(down * across * perBlock);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const start = (y * across + x) * perBlock;
      const own = features.subarray(start, start + perBlock);
      const rowLength = block[1] * orientations;
      for (let r = 0; r < block[0]; r++) {
        const from = ((y + r) * columns + x) * orientations;
        own.set(cells.subarray(from, from + rowLength), r * rowLength);
      }
      normalizeBlock(own);
    }
  }
  return features;
}

interface CellGrid {
  readonly rows: number;
  readonly columns: number;
  readonly cell: number;
  readonly orientations: number;
  readonly height: number;
}

function cellHistograms(
  values: Float64Array,
  width: number,
  { rows, columns, cell, orientations, height }: CellGrid,
): Float64Array {
  const cells = new Float64Array(rows * columns * orientations);
  for (let y = 0; y < rows * cell; y++) {
    for (let x = 0; x < columns * cell; x++) {
      const i = y * width + x;
      const dy = y === 0 || y === height - 1
        ? 0
        : values[i + width]! - values[i - width]!;
      const dx = x === 0 || x === width - 1
        ? 0
        : values[i + 1]! - values[i - 1]!;
      const magnitude = Math.hypot(dx, dy);
      if (magnitude === 0) continue;
      const at = Math.floor(y / cell) * columns + Math.floor(x / cell);
      cells[at * orientations + binOf(dx, dy, orientations)]! += magnitude;
    }
  }
  return cells.map((sum) => sum / (cell * cell));
}

/** The bin of an unsigned direction, 0° to 180°. */
function binOf(dx: number, dy: number, orientations: number): number {
  const degrees = Math.atan2(dy, dx) * (180 / Math.PI);
  const unsigned = ((degrees % 180) + 180) % 180;
  return Math.min(orientations - 1, Math.floor(unsigned * orientations / 180));
}

/** Normalizes one block in place. */
function normalizeBlock(block: Float64Array): void {
  scaleToUnit(block);
  block.forEach((value, i) => block[i] = Math.min(value, CLIP));
  scaleToUnit(block);
}

function scaleToUnit(block: Float64Array): void {
  const squares = block.reduce((sum, value) => sum + value * value, 0);
  const length = Math.sqrt(squares + EPSILON ** 2);
  block.forEach((value, i) => block[i] = value / length);
}
