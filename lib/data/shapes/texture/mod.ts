/**
 * Patterns for backgrounds, clutter and the objects themselves. Each function
 * draws the pattern's particulars from a random stream and returns it.
 *
 * @module
 */
export * from "./cells.ts";
export * from "./checks.ts";
export * from "./clouds.ts";
export * from "./dots.ts";
export * from "./grain.ts";
export * from "./stripes.ts";
export * from "./texture.ts";
export * from "./value_noise.ts";
export * from "./waves.ts";
