/**
 * Well-known networks in torchvision's architectures, with random weights.
 *
 * @module
 */
export { NETWORKS } from "./networks.ts";
export { resnet18 } from "./resnet18.ts";
export { resnet50 } from "./resnet50.ts";
export { vgg16 } from "./vgg16.ts";
export { vgg16Bn } from "./vgg16_bn.ts";
