import { struct } from "../../engine/struct.ts";
import { BLOCKS } from "../matmul/args.ts";

/** Of `filterGradient`. */
export const filterGradientArgs = struct({
  x: "address",
  dy: "address",
  /** A result for each slice of the positions. */
  results: "address",
  outChannels: "i32",
  positions: "i32",
  /** Runs of taps that lie together in the input, and a run's numbers. */
  runs: "i32",
  runLength: "i32",
  ...BLOCKS,
  inHeight: "i32",
  inWidth: "i32",
  channels: "i32",
  outHeight: "i32",
  outWidth: "i32",
  strideY: "i32",
  strideX: "i32",
  dilationY: "i32",
  dilationX: "i32",
  padTop: "i32",
  padLeft: "i32",
  /** Runs of a row of the filter, and a run's taps. */
  runsAcross: "i32",
  runTaps: "i32",
});
