/**
 * Maps compared with what the parts of an object are worth to the network.
 *
 * @module
 */
export {
  type PartedImages,
  partImportance,
  type PartImportanceOptions,
} from "./part_importance.ts";
