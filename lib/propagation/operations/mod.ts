/**
 * What every kind of node computes, and its gradient.
 *
 * @module
 */
export { along, batchNormAffine } from "./batch_norm.ts";
export { convolve } from "./conv2d.ts";
export { convolveDepthwise } from "./depthwise_conv2d.ts";
export { activationRest, type FunctionAt, functionAt } from "./activation.ts";
export { attentionScoresGradient } from "./attention.ts";
export { ELEMENTWISE } from "./elementwise.ts";
export { type Epilogue, type EpilogueActivation } from "./epilogue.ts";
export { GROUP_AXES, inGroups } from "./group_norm.ts";
export { normalizationTerm, overAxes } from "./layer_norm.ts";
export { localResponseTangent } from "./local_response_norm.ts";
export { sumTo } from "./merge.ts";
export { divideByRms, standardize } from "./normalization.ts";
export { oneHot } from "./one_hot.ts";
export { OPERATIONS } from "./operations.ts";
export { paddingMargins } from "./same_padding.ts";
