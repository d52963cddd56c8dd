/**
 * Forward and backward passes over a graph, with rules as data.
 *
 * @module
 */
export {
  backward,
  type BackwardOptions,
  type NodeVisitor,
} from "./backward.ts";
export { forward, type ForwardOptions, type ForwardRecord } from "./forward.ts";
export {
  forwardTangents,
  tangentOf,
  type TangentSource,
} from "./forward_tangents.ts";
export { nonNegativeNodes } from "./non_negative_nodes.ts";
export type { Activations, Kept, Operation } from "./operation.ts";
export {
  activationRest,
  along,
  attentionScoresGradient,
  batchNormAffine,
  ELEMENTWISE,
  type FunctionAt,
  functionAt,
  normalizationTerm,
  OPERATIONS,
  overAxes,
  paddingMargins,
} from "./operations/mod.ts";
export {
  type BackwardRule,
  GRADIENT,
  RULE_TABLE,
  type RuleTable,
} from "./rule_table.ts";
export {
  type LayerTies,
  TIE_RULE,
  TieCounter,
  type TieRule,
  withTies,
} from "./ties.ts";
export { type ClassPrediction, mostProbable } from "./class_predictions.ts";
export {
  predict,
  type PredictionFigureOptions,
  Predictions,
  type PredictOptions,
} from "./predictions.ts";
export * from "./rules/mod.ts";
export * from "./targets/mod.ts";
export * from "./passes/mod.ts";
