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

/** Functions x · gate(x), and a ReLU with a ceiling. */
export const GatedFunction = {
  gelu: 0,
  geluTanh: 1,
  swish: 2,
  clippedRelu: 3,
} as const;
