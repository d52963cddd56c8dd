/**
 * Saliency maps that are computed once.
 *
 * @module
 */
export {
  type CachedMethod,
  explainedMaps,
  keptMaps,
  type MapBatch,
} from "./cached_maps.ts";
export { MapCache } from "./map_cache.ts";
export { methodSettings } from "./method_settings.ts";
