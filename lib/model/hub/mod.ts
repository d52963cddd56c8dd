/**
 * Models by the names of their repositories, in Hugging Face's own cache.
 *
 * @module
 */
export { findOnHub } from "./find_on_hub.ts";
export { HUB_OPTIONS, type HubOptions, isHubName } from "./hub_name.ts";
