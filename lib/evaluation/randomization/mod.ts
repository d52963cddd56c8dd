/**
 * What becomes of maps when the network forgets what it has learned.
 *
 * @module
 */
export {
  type CascadingOptions,
  cascadingRandomization,
  NORMAL_CASCADE,
} from "./cascading_randomization.ts";
export { independentRandomization } from "./independent_randomization.ts";
export {
  RANDOMIZATION_LIMITS,
  RANDOMIZATION_OPTIONS,
  type RandomizationOptions,
  randomizationSettings,
  REDRAW_OPTIONS,
  type RedrawOptions,
} from "./randomization_options.ts";
export { RandomizedMaps } from "./randomized_maps.ts";
export { runRandomization } from "./run_randomization.ts";
