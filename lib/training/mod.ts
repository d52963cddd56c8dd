/**
 * Training small networks on any backend.
 *
 * @module
 */
export type { Augmentation } from "./augmentation/mod.ts";
export type { EarlyStop } from "./early_stop.ts";
export { evaluateAccuracy, type EvaluateOptions } from "./evaluate_accuracy.ts";
export * from "./networks/mod.ts";
export type { Adam, Optimizer, SgdMomentum } from "./optimizers/mod.ts";
export { recomputeStatistics } from "./recompute_statistics.ts";
export type {
  ConstantSchedule,
  CosineSchedule,
  RatedSchedule,
  Schedule,
  StepSchedule,
} from "./schedules/mod.ts";
export { train } from "./train.ts";
export type { TrainOptions, TrainSettings } from "./train_options.ts";
export { type FullSettings, trainSettings } from "./train_settings.ts";
export {
  type EpochRecord,
  type TrainingEnd,
  TrainingHistory,
  type TrainingParts,
} from "./training_history.ts";
