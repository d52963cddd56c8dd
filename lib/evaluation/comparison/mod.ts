/**
 * Several methods and controls on the same images.
 *
 * @module
 */
export {
  checkSimilarities,
  type Comparison,
  comparisonWith,
  constantMaps,
  mapImage,
} from "./compared_maps.ts";
export { type Contestant, contestants, controlsOf } from "./contestants.ts";
export { CONTROLS } from "./controls.ts";
export type {
  ComparisonOptions,
  EvaluationOptions,
} from "./evaluation_options.ts";
export { predictedClasses } from "./predicted_classes.ts";
export { runningOptions } from "./running_options.ts";
export { Work } from "./work.ts";
