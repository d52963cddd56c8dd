/**
 * What every kind of node computes, and its gradient.
 *
 * @module
 */
export { along, batchNormAffine } from "./batch_norm.ts";
export { convolve } from "./conv2d.ts";
export { convolveDepthwise } from "./depthwise_conv2d.ts";
export { ELEMENTWISE } from "./elementwise.ts";
export { type Epilogue } from "./epilogue.ts";
export { oneHot } from "./one_hot.ts";
export { OPERATIONS } from "./operations.ts";
export { paddingMargins } from "./same_padding.ts";
