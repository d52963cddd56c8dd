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
  mapsOf,
} from "./compared_maps.ts";
export {
  CONTROLS,
  controlsOf,
  hasConvolution,
  RETRAINING_CONTROLS,
} from "./controls.ts";
export {
  checkEvaluationOptions,
  COMPARISON_OPTIONS,
  type ComparisonOptions,
  EVALUATION_OPTIONS,
  type EvaluationOptions,
} from "./evaluation_options.ts";
export { encodedMaps, type KeptMapsOptions, mapPanels } from "./kept_maps.ts";
export { predictedClasses } from "./predicted_classes.ts";
export { runningOptions } from "./running_options.ts";
export { eachMap, type MapMeasure, scoreMaps } from "./score_maps.ts";
