/**
 * Models by their names: repositories of Hugging Face and networks of
 * torchvision, in the caches that their own clients keep.
 *
 * @module
 */
export { findByName, isModelName } from "./find_by_name.ts";
export { HUB_OPTIONS, type HubOptions } from "./hub_name.ts";
export { TORCHVISION_WEIGHTS } from "./torchvision_weights.ts";
