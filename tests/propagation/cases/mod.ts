/**
 * Small networks around every kind of node: one table for all that must hold
 * of every operation.
 *
 * @module
 */
export type { BuiltCase, Case } from "./case.ts";
export { CASES } from "./cases.ts";
export { normals } from "./normals.ts";
export { randomizeWeights } from "./randomize_weights.ts";
