import { struct } from "../../engine/struct.ts";

/** The lengths of a pool. */
export const LENGTHS = {
  height: "i32",
  width: "i32",
  channels: "i32",
  outHeight: "i32",
  outWidth: "i32",
  filterHeight: "i32",
  filterWidth: "i32",
  strideHeight: "i32",
  strideWidth: "i32",
  padTop: "i32",
  padLeft: "i32",
} as const;

/** Of pools and the counts of ties. */
export const poolArgs = struct({
  x: "address",
  /** Where what is taken of each window is written. */
  y: "address",
  /** The greatest value of each window, where ties are counted; else 0. */
  greatest: "address",
  ...LENGTHS,
});

/** Of the gradients of pools. */
export const poolGradientArgs = struct({
  /** The input and the output, of maxima; else 0. */
  x: "address",
  y: "address",
  ...LENGTHS,
  /** Gradient by the output, and where that by the input is written. */
  dy: "address",
  dx: "address",
  /** Rows of the input that a unit does. */
  bandRows: "i32",
  /** Whether every element of the input is in one window at most. */
  disjoint: "i32",
  /** Whether every element is then in one window at least. */
  covering: "i32",
});
