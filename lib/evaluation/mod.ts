/**
 * Explanations held to account: how alike maps are, and what becomes of them
 * when the network or the explained class changes.
 *
 * @module
 */
export { blurred, inSquares } from "./changed_maps/mod.ts";
export {
  type ComparisonOptions,
  CONTROLS,
  type EvaluationOptions,
  type KeptMapsOptions,
  RETRAINING_CONTROLS,
} from "./comparison/mod.ts";
export * from "./all_measures/mod.ts";
export * from "./complexity/mod.ts";
export {
  faithfulness,
  faithfulnessEstimate,
  type FaithfulnessOptions,
  infidelity,
  type InfidelityOptions,
  irof,
  type IrofOptions,
  monotonicity,
  monotonicityCorrelation,
  type RandomSetsOptions,
  type RemovedSetsOptions,
  sensitivityN,
  type SensitivityNOptions,
} from "./faithfulness/mod.ts";
export * from "./grid/mod.ts";
export * from "./in_domain/mod.ts";
export * from "./localization/mod.ts";
export * from "./mprt/mod.ts";
export {
  classSensitivity,
  type ClassSensitivityOptions,
  type CompositeOptions,
  type CompositeSet,
  compositeSet,
  nullPlayer,
  type NullPlayerOptions,
  type PairOptions,
  randomLabels,
  type RandomLabelsOptions,
  randomLogit,
  type RandomLogitOptions,
} from "./pairs/mod.ts";
export * from "./parts/mod.ts";
export {
  type FillName,
  insertionDeletion,
  type InsertionDeletionOptions,
  type OutputKind,
  type PerturbationOptions,
  pixelPerturbation,
  type PixelPerturbationOptions,
  type RemovalOrder,
  removePixels,
  type RemovePixelsOptions,
} from "./perturbation/mod.ts";
export {
  type CascadingOptions,
  cascadingRandomization,
  independentRandomization,
  NORMAL_CASCADE,
  type RandomizationOptions,
  type RedrawOptions,
} from "./randomization/mod.ts";
export {
  keepAndRetrain,
  removeAndRetrain,
  type Retrained,
  type Retrainer,
  retrainer,
  type RetrainerOptions,
  type RetrainingData,
  type RetrainingOptions,
  type RetrainOptions,
} from "./retraining/mod.ts";
export * from "./robustness/mod.ts";
export {
  cosine,
  type HogOptions,
  hogSimilarity,
  kendallTau,
  kendallW,
  type MapImage,
  pearson,
  SIMILARITIES,
  type Similarity,
  similarity,
  type SimilarityParts,
  spearman,
  spearmanAbsolute,
  ssim,
  type SsimOptions,
  topKIntersection,
  type TopKOptions,
  type WideMap,
} from "./similarity/mod.ts";
export {
  bootstrapInterval,
  type BootstrapOptions,
  holm,
  type Interval,
} from "./statistics/mod.ts";
export type { BatchNormStatistics, WeightDraw } from "./weights/mod.ts";
export {
  type Block,
  clearUnfinished,
  type EvaluatedMethod,
  type Experiment,
  type ExperimentUnit,
  Lease,
  type MapCache,
  type MergedResult,
  mergeResults,
  methodIdentity,
  type MethodInput,
  methodOf,
  type MethodWithOptions,
  modelFingerprint,
  type Origin,
  parseShard,
  type Range,
  type RunContext,
  runExperiment,
  type RunOptions,
  type Shard,
  targetIdentity,
  type UnitResult,
  VERSION,
  writeAtomic,
} from "./run/mod.ts";
export {
  type Axis,
  type AxisChoice,
  type CsvOptions,
  Evaluation,
  type EvaluationData,
  type EvaluationFrame,
  type IntervalOptions,
  intervalText,
  type LinkedMapsOptions,
  type MapExamples,
  type MapPanels,
  type MapsFigureOptions,
  type Measure,
  MEASURE_LIMITS,
  type MeasureLimits,
  type MethodEntry,
  type PairedComparison,
  type PairedOptions,
  type Provenance,
  tableCsv,
} from "./result/mod.ts";
