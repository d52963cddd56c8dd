import { struct } from "../../engine/struct.ts";

/** Of the tables of an axis. */
export const tableArgs = struct({
  table: "address",
  /** Lengths of the new and the old axis. */
  length: "i32",
  from: "i32",
  /** Whether corner pixels lie on corner pixels. */
  alignCorners: "i32",
  /** Whether positions are pixels' centers. */
  halfPixelCenters: "i32",
  /** What positions are multiplied by. */
  step: "i32",
});

/**
 * What a table says of a position of the new axis: the positions before and
 * after it on the old one, times the step, and the share of the second.
 */
export const tableEntry = struct({ before: "i32", after: "i32", share: "f32" });

/** Of resizing and its gradient. */
export const resizeArgs = struct({
  /** What is read, and what is written. */
  from: "address",
  to: "address",
  /** Height and width before resizing, and after. */
  height: "i32",
  width: "i32",
  newHeight: "i32",
  newWidth: "i32",
  channels: "i32",
  /** The tables of the rows, in rows, and of the columns, in bytes. */
  rows: "address",
  columns: "address",
});
