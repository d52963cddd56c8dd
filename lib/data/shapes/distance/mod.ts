/**
 * Signed distances to simple figures in the plane: negative inside, positive
 * outside, zero on the edge. x points right and y down.
 *
 * @module
 */
export * from "./box.ts";
export * from "./capsule.ts";
export * from "./disc.ts";
export * from "./ellipse.ts";
export * from "./lens.ts";
export * from "./polygon.ts";
export * from "./ring.ts";
export * from "./smooth_union.ts";
