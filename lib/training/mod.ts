/**
 * Training small networks on any backend.
 *
 * @module
 */
export type { Augmentation } from "./augment.ts";
export { checkClassOrder } from "./check_dataset.ts";
export { evaluateAccuracy, type EvaluateOptions } from "./evaluate_accuracy.ts";
export {
  type NetworkOptions,
  resNet8,
  vgg9,
  VGG9_PLAN,
  type Vgg9Options,
  type VggPlan,
} from "./networks/mod.ts";
export type { Adam, Optimizer, SgdMomentum } from "./optimizer.ts";
export { recomputeStatistics } from "./recompute_statistics.ts";
export type {
  ConstantSchedule,
  CosineSchedule,
  RatedSchedule,
  Schedule,
  StepSchedule,
} from "./schedule.ts";
export { train, trainHeld } from "./train.ts";
export {
  type EarlyStop,
  type FullSettings,
  type TrainOptions,
  type TrainSettings,
  trainSettings,
} from "./train_options.ts";
export {
  type EpochRecord,
  type TrainingEnd,
  TrainingHistory,
  type TrainingHistoryData,
} from "./training_history.ts";
