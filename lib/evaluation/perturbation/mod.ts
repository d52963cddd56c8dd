/**
 * Pixels removed in the order of their saliency, and what the output does.
 *
 * @module
 */
export { type FillContext, type FillName, fillName, fillOf } from "./fill.ts";
export { type BlockUnit, blockUnits, type ImageBlock } from "./image_block.ts";
export {
  insertionDeletion,
  type InsertionDeletionOptions,
} from "./insertion_deletion.ts";
export type { PerturbationOptions } from "./perturbation_options.ts";
export { batchOf, type OutputKind, type Removal } from "./perturbed_outputs.ts";
export {
  pixelPerturbation,
  type PixelPerturbationOptions,
} from "./pixel_perturbation.ts";
export {
  growingFractions,
  type RemovalOrder,
  removalOrder,
  removedCount,
  removedSet,
} from "./removal_order.ts";
export { removePixels, type RemovePixelsOptions } from "./remove_pixels.ts";
export { type BlockExperiment, runBlocks } from "./run_blocks.ts";
export { scaleOf } from "./run_removals.ts";
