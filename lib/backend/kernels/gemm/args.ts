import { struct } from "../../engine/struct.ts";

/** What happens to the sums of a tile: `sum · scale + shift`, within bounds. */
export const tileEnd = struct({
  low: "f32",
  high: "f32",
  /** Factors of the 8 columns, or 0 for neither factors nor terms. */
  scale: "address",
  /** Terms of the 8 columns. */
  shift: "address",
});
