import type { FieldValues } from "../../engine/struct.ts";
import {
  type BLOCKS,
  COLUMNS,
  DEPTH,
  PANEL_COLUMNS,
  ROWS,
  TILE_BYTES,
} from "./args.ts";

/** Bytes of scratch memory that a block takes. */
export const BLOCK_SCRATCH_BYTES = 4 * (ROWS + COLUMNS) * DEPTH + TILE_BYTES;

/** Multiplications that are worth a thread's while. */
const WORK = 524_288;

/** Work units that keep several threads busy to the end. */
const UNITS = 24;

/** How products are cut into work units. */
export interface BlockPlan extends Slices {
  /** The cut as arguments of a kernel; blocks are whole tiles. */
  readonly blocks: FieldValues<typeof BLOCKS>;
  /** Rows of a block. */
  readonly rows: number;
  /** Number of work units. */
  readonly units: number;
  /** Units that a thread takes at a time. */
  readonly chunk: number;
}

/**
 * The cut of `products` products of an m × k and a k × n matrix. It depends on
 * the lengths alone, so that results do not depend on the number of threads.
 */
export function planBlocks(
  products: number,
  m: number,
  n: number,
  k: number,
): BlockPlan {
  const wanted = Math.min(UNITS, Math.ceil(products * m * n * k / WORK));
  let rows = even(m, ROWS, 6);
  let columns = even(n, COLUMNS, 8);
  const count = () => products * Math.ceil(m / rows) * Math.ceil(n / columns);
  // A cut of the sum keeps the blocks large; what is left is cut smaller.
  const { slices, sliceLength } = cutSum(
    k,
    Math.min(Math.ceil(wanted / count()), Math.floor(k / (4 * DEPTH))),
  );
  if (slices * count() < wanted) rows = even(m, ROWS / 2, 6);
  if (slices * count() < wanted) columns = even(n, COLUMNS / 2, 8);
  if (slices * count() < wanted) rows = even(m, ROWS / 4, 6);
  if (slices * count() < wanted) columns = even(n, COLUMNS / 4, 8);
  return {
    blocks: {
      rowBlocks: Math.ceil(m / rows),
      rows,
      columnBlocks: Math.ceil(n / columns),
      columns,
      slices,
      sliceLength,
    },
    rows,
    slices,
    sliceLength,
    units: count() * slices,
    chunk: Math.max(1, Math.floor(WORK / (rows * columns * sliceLength))),
  };
}

/** Rows of a unit of panels: the more, the more seldom b is packed. */
const PANEL_ROWS = 384;

/** How products are cut into work units of which each packs its part of b. */
export interface PanelPlan {
  readonly rowBlocks: number;
  readonly rows: number;
  readonly columnBlocks: number;
  readonly columns: number;
  readonly units: number;
  readonly chunk: number;
}

/**
 * The cut of `products` products of an m × k and a k × n matrix, by the lengths
 * alone; undefined where there are so few blocks that the sum must be cut too.
 */
export function planPanels(
  products: number,
  m: number,
  n: number,
  k: number,
): PanelPlan | undefined {
  const wanted = Math.min(UNITS, Math.ceil(products * m * n * k / WORK));
  let rows = even(m, PANEL_ROWS, 6);
  let columns = even(n, PANEL_COLUMNS, 8);
  const count = () => products * Math.ceil(m / rows) * Math.ceil(n / columns);
  if (count() < wanted) columns = even(n, PANEL_COLUMNS / 2, 8);
  if (count() < wanted) rows = even(m, PANEL_ROWS / 2, 6);
  if (count() < wanted) rows = even(m, PANEL_ROWS / 4, 6);
  if (2 * count() < wanted) return undefined;
  return {
    rowBlocks: Math.ceil(m / rows),
    rows,
    columnBlocks: Math.ceil(n / columns),
    columns,
    units: count(),
    chunk: Math.max(1, Math.floor(WORK / (rows * columns * k))),
  };
}

/** The length of the fewest equal blocks of at most `most`, in whole tiles. */
function even(length: number, most: number, tile: number): number {
  return Math.ceil(length / Math.ceil(length / most) / tile) * tile;
}

/** The cut of a sum. */
export interface Slices {
  /** Number of slices. */
  readonly slices: number;
  /** Length of all but the last. */
  readonly sliceLength: number;
}

/** At most so many slices of a sum over `k`, each a multiple of 8 long. */
export function cutSum(k: number, most: number): Slices {
  const sliceLength = Math.max(8, Math.ceil(k / Math.max(1, most) / 8) * 8);
  return { slices: Math.max(1, Math.ceil(k / sliceLength)), sliceLength };
}
