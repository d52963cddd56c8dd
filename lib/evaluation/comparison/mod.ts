/**
 * Several methods and controls on the same images.
 *
 * @module
 */
export { blurred, RETRAINING_CONTROLS } from "./blurred.ts";
export {
  checkSimilarities,
  type Comparison,
  comparisonWith,
  constantMaps,
  mapsOf,
} from "./compared_maps.ts";
export { CONTROLS, type ControlsOf, controlsOf } from "./controls.ts";
export {
  checkEvaluationOptions,
  COMPARISON_OPTIONS,
  type ComparisonOptions,
  EVALUATION_OPTIONS,
  type EvaluationOptions,
} from "./evaluation_options.ts";
export { inSquares } from "./in_squares.ts";
export { encodedMaps, type KeptMapsOptions, mapPanels } from "./kept_maps.ts";
export { predictedClasses } from "./predicted_classes.ts";
export { runningOptions } from "./running_options.ts";
export { eachMap, type MapMeasure, scoreMaps } from "./score_maps.ts";
