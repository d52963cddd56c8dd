/**
 * All methods by all measures.
 *
 * @module
 */
export { ALL_MEASURES } from "./combine.ts";
export {
  compareMeasures,
  type CompareMeasuresOptions,
  quickMethods,
} from "./compare_measures.ts";
export type { MeasuredMethod } from "./comparison_figures.ts";
export { MeasureComparison } from "./measure_comparison.ts";
export {
  type KnownMeasure,
  type MeasureCost,
  type MeasureExperiment,
  type MeasureName,
  type MeasureOptions,
  MEASURES,
} from "./measure_table.ts";
export type { RankAgreement } from "./rank_agreement.ts";
