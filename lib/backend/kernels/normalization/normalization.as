// Rows of values that are brought to a sum or a scale of 1, and their gradients.
export { batchNormBackward, batchNormForward, channelAffine, channelSums } from "./channels";
export { layerNorm, layerNormGradient, layerNormTerm } from "./layer_norm";
export { softmax, softmaxGradient } from "./softmax";
