import { struct } from "../../engine/struct.ts";
import { FUSED_FIELDS } from "../activation/args.ts";

/**
 * The largest block of a packed product: so many steps of the sum, and for them
 * rows of a and columns of b, which stay in the second cache.
 */
export const DEPTH = 256;
export const ROWS = 192;
export const COLUMNS = 256;

/** Bytes of a tile at the edge of a block. */
export const TILE_BYTES = 192;

/**
 * The largest part of b that is packed while a is read where it lies: so many
 * columns and steps of the sum. A panel of it, 8 columns, and six rows of a
 * stay in the first cache.
 */
export const PANEL_COLUMNS = 64;
export const PANEL_DEPTH = 512;

/** Bytes of scratch memory that such a part takes, with what its tiles need. */
export const PANEL_SCRATCH_BYTES = 4 * PANEL_COLUMNS * (PANEL_DEPTH + 1) + 384;

/** The cut of a product into blocks, and of its sum into slices. */
export const BLOCKS = {
  rowBlocks: "i32",
  rows: "i32",
  columnBlocks: "i32",
  columns: "i32",
  slices: "i32",
  sliceLength: "i32",
} as const;

/** Addresses of two matrices; a table has one for each product. */
export const pair = struct({ a: "address", b: "address" });

const PRODUCT = {
  /** The table of the pairs. */
  table: "address",
  /** The results of all products for a slice, then for the next. */
  results: "address",
  m: "i32",
  n: "i32",
  k: "i32",
} as const;

/** Of `blocks`. */
export const blocksArgs = struct({
  ...PRODUCT,
  transposeA: "i32",
  transposeB: "i32",
  ...BLOCKS,
  batch: "i32",
});

/** Of `panels`. */
export const panelsArgs = struct({
  ...PRODUCT,
  transposeB: "i32",
  /** What sums start from, a number per column, or 0. */
  bias: "address",
  rowBlocks: "i32",
  rows: "i32",
  columnBlocks: "i32",
  columns: "i32",
});

/** Of `rows`. */
export const rowsArgs = struct({
  ...PRODUCT,
  /** Bytes from a row of a to the next, and from a number to the next. */
  rowStep: "address",
  step: "address",
  slices: "i32",
  sliceLength: "i32",
  /** Blocks of rows of a matrix, and a block's rows. */
  blocks: "i32",
  blockRows: "i32",
  batch: "i32",
});

/** Of `dots`. */
export const dotsArgs = struct({
  ...PRODUCT,
  /** Bytes from a row of the result to the next, and from a number to the next. */
  rowStep: "address",
  step: "address",
  /** Blocks of rows of b, and a block's rows. */
  blocks: "i32",
  blockRows: "i32",
});

/** Of `finish`. */
export const finishArgs = struct({
  /** The slices' results. */
  slices: "address",
  count: "i32",
  out: "address",
  n: "i32",
  rows: "i32",
  /** Parts of a row, and a part's numbers. */
  parts: "i32",
  length: "i32",
  ...FUSED_FIELDS,
});

/** Of `transpose`. */
export const transposeArgs = struct({
  /** Pairs of a matrix and its copy. */
  table: "address",
  rows: "i32",
  columns: "i32",
});
