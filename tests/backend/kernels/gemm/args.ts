import { struct } from "../../../../lib/backend/engine/struct.ts";
import { tileEnd } from "../../../../lib/backend/kernels/gemm/args.ts";

/** Of `tile`: what `tileRows` takes, and how the tile ends. */
export const tileArgs = struct({
  table: "address",
  taps: "i32",
  offset: "address",
  run: "i32",
  b: "address",
  outputs: "address",
  column: "address",
  start: "address",
  ...tileEnd.fields,
});

/** Of `read`: addresses from which on bytes are read. */
export const readArgs = struct({ from: "address", unitBytes: "address" });
