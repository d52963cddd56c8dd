/**
 * Explanations held to account: how alike maps are, and what becomes of them
 * when the network or the explained class changes.
 *
 * @module
 */
export {
  type ComparisonOptions,
  CONTROLS,
  type EvaluationOptions,
} from "./comparison/mod.ts";
export * from "./faithfulness/mod.ts";
export * from "./grid/mod.ts";
export * from "./localization/mod.ts";
export * from "./mprt/mod.ts";
export {
  classSensitivity,
  type ClassSensitivityOptions,
  type CompositeOptions,
  type CompositeSet,
  compositeSet,
  type MethodScore,
  nullPlayer,
  type NullPlayerOptions,
  type PairOptions,
  type PairParts,
  PairScores,
  randomLabels,
  type RandomLabelsOptions,
  randomLogit,
  type RandomLogitOptions,
} from "./pairs/mod.ts";
export * from "./perturbation/mod.ts";
export {
  type CascadingOptions,
  cascadingRandomization,
  independentRandomization,
  type MethodCurve,
  RandomizationCurves,
  type RandomizationOptions,
  type RandomizationParts,
  type RandomizedStep,
} from "./randomization/mod.ts";
export * from "./retraining/mod.ts";
export * from "./scores/mod.ts";
export * from "./similarity/mod.ts";
export * from "./statistics/mod.ts";
export type { BatchNormStatistics, WeightDraw } from "./weights/mod.ts";
export {
  type Cell,
  type Columns,
  type FinishedUnits,
  type Job,
  type MergedJob,
  mergeResults,
  parseShard,
  runUnits,
  type Shard,
  type Table,
  type TableColumn,
  tableCsv,
  type WorkOptions,
  type WorkUnit,
} from "./units/mod.ts";
