/**
 * What experiments find: one plain record, and one class that reads it.
 *
 * @module
 */
export { decodeFloats, encodeFloats } from "./base64.ts";
export { Evaluation } from "./evaluation.ts";
export { sameMaps } from "./evaluation_text.ts";
export {
  linkedMapsFigure,
  type LinkedMapsOptions,
  type MapsFigureOptions,
} from "./figures/panels_figure.ts";
export {
  type Axis,
  cellPosition,
  EVALUATION_FORMAT,
  type EvaluationData,
  type EvaluationFrame,
  type MapExamples,
  type MapPanels,
  type Measure,
  type MethodEntry,
  type Provenance,
  type TableShape,
  tableShape,
} from "./evaluation_data.ts";
export type { MeasureLimits } from "./known/known_measure.ts";
export { limitsOf, measure, MEASURE_LIMITS } from "./known_measures.ts";
export type { IntervalOptions } from "./intervals.ts";
export type { PairedComparison, PairedOptions } from "./paired.ts";
export { CELL, parseEvaluation, parseFrame } from "./parse_evaluation.ts";
export {
  type AxisChoice,
  imageValues,
  judgingMeasures,
} from "./read_values.ts";
export { type CsvOptions, tableCsv } from "../../display/mod.ts";
export { counted, intervalText } from "./words.ts";
