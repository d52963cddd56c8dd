/**
 * Small networks for small images, with random weights.
 *
 * @module
 */
export type { NetworkOptions } from "./network_layers.ts";
export { resNet8 } from "./res_net8.ts";
export { vgg9, VGG9_PLAN, type Vgg9Options, type VggPlan } from "./vgg9.ts";
