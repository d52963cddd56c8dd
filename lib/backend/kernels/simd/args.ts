import { struct } from "../../engine/struct.ts";

/** Of sums over slices. */
export const addSlicesArgs = struct({
  slices: "address",
  count: "i32",
  out: "address",
  /** Numbers of a slice. */
  length: "i32",
});

/** Numbers of a unit of sums over slices. */
export const SLICE_UNIT = 4096;
