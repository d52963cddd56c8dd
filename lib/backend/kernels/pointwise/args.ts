import { struct } from "../../engine/struct.ts";

/** Of functions of one element. */
export const unaryArgs = struct({
  x: "address",
  out: "address",
  count: "i32",
  /** Elements of a unit, a multiple of 4. */
  unit: "i32",
  /** The two numbers that a function takes beside its element. */
  a: "f32",
  b: "f32",
});

/** Of gated functions and clipped ReLUs, with the gradient by their output, or 0. */
export const gatedArgs = struct({
  x: "address",
  dy: "address",
  out: "address",
  count: "i32",
  /** Elements of a unit, a multiple of 4. */
  unit: "i32",
  /** Of a clipped ReLU: its greatest value. */
  ceiling: "f32",
});

/** Of functions of pairs; as many {@linkcode broadcastAxis} follow as there are axes. */
export const binaryArgs = struct({
  a: "address",
  b: "address",
  out: "address",
  /** Length of a row, and of the part of it that a unit does. */
  length: "i32",
  unitLength: "i32",
  /** Number of rows, and of those that a unit does. */
  rows: "i32",
  unitRows: "i32",
  /** 1 where the operand has a value per element of a row, 0 where it has one. */
  aVaries: "i32",
  bVaries: "i32",
  /** Number of axes that rows are counted by. */
  axes: "i32",
});

/** An axis that rows are counted by, the last first, and its steps in bytes. */
export const broadcastAxis = struct({
  length: "i32",
  a: "address",
  b: "address",
});

/** Of batch normalization's factors per channel. */
export const normScaleArgs = struct({
  out: "address",
  variance: "address",
  /** Or 0. */
  gamma: "address",
  channels: "i32",
  epsilon: "f32",
});

/** Of batch normalization with these factors. */
export const normalizeArgs = struct({
  x: "address",
  out: "address",
  mean: "address",
  scale: "address",
  /** Or 0. */
  offset: "address",
  channels: "i32",
  pixels: "i32",
  /** Pixels of a unit. */
  unit: "i32",
});

/** Of a step of stochastic gradient descent. */
export const sgdArgs = struct({
  weights: "address",
  gradient: "address",
  velocity: "address",
  nextWeights: "address",
  nextVelocity: "address",
  count: "i32",
  /** Elements of a unit, a multiple of 4. */
  unit: "i32",
  rate: "f32",
  momentum: "f32",
  decay: "f32",
  nesterov: "i32",
});
