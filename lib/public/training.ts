/**
 * A trainer for small networks, and two networks.
 *
 * @module
 */
export {
  type Adam,
  type Augmentation,
  type ConstantSchedule,
  type CosineSchedule,
  type EarlyStop,
  type EpochRecord,
  evaluateAccuracy,
  type EvaluateOptions,
  type FullSettings,
  type NetworkOptions,
  type Optimizer,
  type RatedSchedule,
  recomputeStatistics,
  resNet8,
  type Schedule,
  type SgdMomentum,
  type StepSchedule,
  train,
  type TrainingEnd,
  TrainingHistory,
  type TrainingHistoryData,
  type TrainOptions,
  type TrainSettings,
  trainSettings,
  vgg9,
  VGG9_PLAN,
  type Vgg9Options,
  type VggPlan,
} from "../training/mod.ts";
