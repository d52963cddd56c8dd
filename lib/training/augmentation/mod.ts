/**
 * What is done to training images at random.
 *
 * @module
 */
export { augment } from "./augment.ts";
export type { Augmentation } from "./augmentation.ts";
