import { struct } from "../../engine/struct.ts";

/**
 * What happens to the sums of a tile: `sum · scale + shift + residual`, within
 * bounds, and 0 where the mask is not above 0.
 */
export const tileEnd = struct({
  low: "f32",
  high: "f32",
  /** Factors of the 8 columns, or 0 for neither factors nor terms. */
  scale: "address",
  /** Terms of the 8 columns. */
  shift: "address",
  /** Bytes from the outputs to what is added to them, or 0 for nothing. */
  residual: "address",
  /** Bytes from the outputs to their mask, or 0 for none. */
  mask: "address",
});
