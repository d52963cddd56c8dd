/**
 * Pixels removed in the order of their saliency, and what the output does.
 *
 * @module
 */
export type { FillName } from "./fill.ts";
export {
  insertionDeletion,
  type InsertionDeletionOptions,
} from "./insertion_deletion.ts";
export type { PerturbationOptions } from "./perturbation_options.ts";
export type { OutputKind } from "./perturbed_outputs.ts";
export {
  pixelPerturbation,
  type PixelPerturbationOptions,
} from "./pixel_perturbation.ts";
export type { RemovalOrder } from "./removal_order.ts";
export { removePixels, type RemovePixelsOptions } from "./remove_pixels.ts";
