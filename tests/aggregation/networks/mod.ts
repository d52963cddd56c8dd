/**
 * Small networks and images for tests of maps and methods.
 *
 * @module
 */
export { type Batch, noiseBatch, pick } from "./batch.ts";
export { convBnNet, type ConvBnOptions } from "./conv_bn_net.ts";
