/** Indices of the arguments of all functions. */
export namespace Arg {
  /** The input: read by maxima, written by gradients. */
  export const x: i32 = 0;
  /** The output. */
  export const y: i32 = 1;
  export const height: i32 = 2;
  export const width: i32 = 3;
  export const channels: i32 = 4;
  export const outHeight: i32 = 5;
  export const outWidth: i32 = 6;
  export const filterHeight: i32 = 7;
  export const filterWidth: i32 = 8;
  export const strideHeight: i32 = 9;
  export const strideWidth: i32 = 10;
  export const padTop: i32 = 11;
  export const padLeft: i32 = 12;
  // Of gradients and ties.
  /** Gradient by the output, and where that by the input, or ties, are written. */
  export const dy: i32 = 13;
  export const dx: i32 = 14;
  /** Rows of the input that a unit does. */
  export const bandRows: i32 = 15;
  /** 1 where every element of the input is in one window at most. */
  export const disjoint: i32 = 16;
  /** 1 where every element is in one window at least. */
  export const covering: i32 = 17;
}
