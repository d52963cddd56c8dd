/**
 * What every kind of node computes, and its gradient.
 *
 * @module
 */
export { along, batchNormAffine } from "./batch_norm.ts";
export { ELEMENTWISE } from "./elementwise.ts";
export { oneHot } from "./one_hot.ts";
export { OPERATIONS } from "./operations.ts";
