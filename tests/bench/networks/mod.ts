/**
 * Well-known networks in torchvision's architectures, with random weights.
 *
 * @module
 */
export { LAYERS_MODELS, NETWORKS } from "./networks.ts";
export { resnet18 } from "./resnet18.ts";
export { resnet50 } from "./resnet50.ts";
export { vgg16 } from "./vgg16.ts";
export { vgg16Bn } from "./vgg16_bn.ts";
export { vitB16 } from "./vit_b_16.ts";
