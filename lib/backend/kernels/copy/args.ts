import { struct } from "../../engine/struct.ts";

/** Part of the width of a transposition that a unit does: a cache line. */
export const UNIT_WIDTH = 16;

/** Of copies of rows; as many {@linkcode outerAxis} follow as there are axes. */
export const copyRowsArgs = struct({
  from: "address",
  to: "address",
  /** Length of a row, and of the part of it that a unit does. */
  length: "i32",
  unitLength: "i32",
  /** Number of rows, and of those that a unit does. */
  rows: "i32",
  unitRows: "i32",
  /** Bytes from a row's value to the next, in what is read and what is written. */
  fromStep: "address",
  toStep: "address",
  axes: "i32",
});

/** Of copies of matrices, transposed; followed by axes as well. */
export const transposeTilesArgs = struct({
  from: "address",
  to: "address",
  /** Length of the axis that lies side by side where it is read. */
  width: "i32",
  /** Length of the axis that lies side by side where it is written. */
  height: "i32",
  /** Bytes of a step of the height where it is read. */
  fromStep: "address",
  /** Bytes of a step of the width where it is written. */
  toStep: "address",
  /** Part of the height that a unit does, a multiple of 4. */
  unitHeight: "i32",
  axes: "i32",
});

/**
 * An axis that rows or matrices are counted by, the last first: its length and
 * the bytes of a step in what is read and what is written.
 */
export const outerAxis = struct({
  length: "i32",
  from: "address",
  to: "address",
});

const FILL = {
  out: "address",
  count: "i32",
  /** Values of a unit. */
  unit: "i32",
} as const;

/** Of filling with one value, of which the kernel only moves the bits. */
export const fillArgs = struct({ ...FILL, value: "i32" });

/** As {@linkcode fillArgs}, where the value is a float. */
export const fillFloatArgs = struct({ ...FILL, value: "f32" });

/** Of slices that indices name. */
export const gatherArgs = struct({
  x: "address",
  indices: "address",
  out: "address",
  sliceBytes: "address",
  /** Slices that there are to choose from. */
  length: "i32",
  /** Indices of a batch. */
  count: "i32",
  /** How often each batch's indices are applied. */
  outer: "i32",
  /** Slices that are written, and those that a unit writes. */
  rows: "i32",
  unitRows: "i32",
});

/** Of sums of the rows of each segment. */
export const segmentSumsArgs = struct({
  x: "address",
  /** The segment of each row. */
  ids: "address",
  out: "address",
  rows: "i32",
  segments: "i32",
  columns: "i32",
  /** Columns of a unit, a multiple of 4. */
  unit: "i32",
});
