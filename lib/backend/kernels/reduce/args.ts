import { struct } from "../../engine/struct.ts";

/** Columns that a unit does: a cache line. */
export const UNIT_COLUMNS = 16;

/** Of reductions of rows, each `length` values side by side. */
export const rowArgs = struct({
  x: "address",
  out: "address",
  length: "i32",
  rows: "i32",
  /** Rows that a unit does. */
  unitRows: "i32",
});

/** Of sums of rows. */
export const rowSumArgs = struct({
  ...rowArgs.fields,
  divisor: "i32",
  /** Parts that a row is cut into, and a part's length. */
  parts: "i32",
  partLength: "i32",
});

/** Of the sums of rows' parts. */
export const partSumArgs = struct({
  parts: "address",
  out: "address",
  /** Parts of a row. */
  count: "i32",
  divisor: "i32",
});

/** Of reductions of columns: of `[outer, length, inner]` the middle goes. */
export const columnArgs = struct({
  x: "address",
  out: "address",
  length: "i32",
  inner: "i32",
});

/** Of sums of columns. */
export const columnSumArgs = struct({ ...columnArgs.fields, divisor: "i32" });
