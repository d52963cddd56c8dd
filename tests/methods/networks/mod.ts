/**
 * Small networks, one a way to connect layers, and images for them.
 *
 * @module
 */
export { images } from "./images.ts";
export {
  biasFree,
  IMAGE,
  network,
  type NetworkName,
  NETWORKS,
} from "./networks.ts";
