/**
 * Explanations of image classifiers by their full-gradient.
 *
 * @module
 */
export * from "./lib/backend/mod.ts";
export * from "./lib/display/mod.ts";
export * from "./lib/image/mod.ts";
export * from "./lib/model/mod.ts";
export * from "./lib/propagation/mod.ts";
export * from "./lib/decomposition/mod.ts";
export * from "./lib/aggregation/mod.ts";
export * from "./lib/methods/mod.ts";
