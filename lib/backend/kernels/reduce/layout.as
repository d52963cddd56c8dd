/** Indices of the arguments: of `[outer, length, inner]` the middle is reduced. */
export namespace Arg {
  export const x: i32 = 0;
  export const out: i32 = 1;
  export const length: i32 = 2;
  /** Of rows: number of them, and of those that a unit does. */
  export const rows: i32 = 3;
  export const unitRows: i32 = 4;
  /** Of columns: number of those side by side. */
  export const inner: i32 = 3;
  /** What sums are divided by. */
  export const divisor: i32 = 5;
  /** Of sums: parts that a row is cut into, and a part's length. */
  export const parts: i32 = 6;
  export const partLength: i32 = 7;
}

/** Columns that a unit does: a cache line. */
export const UNIT_COLUMNS: i32 = 16;
