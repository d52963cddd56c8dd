/**
 * How far maps move when the image hardly does.
 *
 * @module
 */
export {
  consistency,
  consistencyOf,
  type ConsistencyOptions,
} from "./consistency.ts";
export { continuity, type ContinuityOptions } from "./continuity.ts";
export {
  continuityRatio,
  type ExplainedInput,
  lipschitzRatio,
  mapSensitivity,
  relativeOutputStability,
  relativeStability,
} from "./measures.ts";
export { robustness, type RobustnessOptions } from "./robustness.ts";
export type { NeighborOptions } from "./run_neighbors.ts";
