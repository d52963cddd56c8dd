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
 * is in which direction, per cell, normalised over overlapping blocks of cells
 * (L2, clipped at 0.2, L2 again).
 *
 * Gradients are differences of the two neighbours, 0 along the edges. A pixel
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

/** Normalises one block in place. */
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
