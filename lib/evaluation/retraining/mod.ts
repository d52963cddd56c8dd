/**
 * What networks learn from images without some of their pixels.
 *
 * @module
 */
export { blurred } from "./blurred.ts";
export { retrainer, type RetrainerOptions } from "./default_retrainer.ts";
export { keepAndRetrain } from "./keep_and_retrain.ts";
export { removeAndRetrain } from "./remove_and_retrain.ts";
export type {
  Retrained,
  Retrainer,
  RetrainingData,
  RetrainOptions,
} from "./retrainer.ts";
export { RETRAINING_CONTROLS } from "./retraining_controls.ts";
export {
  type RankingMethod,
  type RetrainedPoint,
  RetrainingCurves,
  type RetrainingParts,
} from "./retraining_curves.ts";
export type { RetrainingOptions } from "./retraining_options.ts";
export type { RetrainingExperiment } from "./retraining_units.ts";
