import { struct } from "../../engine/struct.ts";

/** Of a unit that is some rows, side by side. */
const ROWS = {
  length: "i32",
  rows: "i32",
  /** Rows of a unit. */
  unitRows: "i32",
} as const;

/** Of softmax. */
export const softmaxArgs = struct({ x: "address", out: "address", ...ROWS });

/** Of its gradient. */
export const softmaxGradientArgs = struct({
  dy: "address",
  /** The softmax itself. */
  y: "address",
  out: "address",
  ...ROWS,
});

/** Of layer normalization, and of its gradient. */
export const layerNormArgs = struct({
  x: "address",
  /** The gradient by the output, where its gradient is asked for, or 0. */
  dy: "address",
  out: "address",
  /** A factor per value of a row, or 0. */
  gamma: "address",
  /** A summand per value of a row, or 0. */
  beta: "address",
  epsilon: "f32",
  /** Whether the mean is subtracted first. */
  centered: "i32",
  ...ROWS,
});
