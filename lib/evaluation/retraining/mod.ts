/**
 * What networks learn from images without some of their pixels.
 *
 * @module
 */
export { checkData, datasetSummary } from "./dataset_summary.ts";
export { keepAndRetrain, removeAndRetrain } from "./remove_and_retrain.ts";
export {
  type Retrained,
  type Retrainer,
  retrainer,
  type RetrainerOptions,
  type RetrainingData,
  type RetrainOptions,
} from "./retrainer.ts";
export type { RetrainingOptions } from "./retraining_options.ts";
