/**
 * Methods whose maps are those of another one, changed.
 *
 * @module
 */
export { blurred } from "./blurred.ts";
export { inSquares } from "./in_squares.ts";
