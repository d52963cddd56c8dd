/**
 * What every kind of node computes in training, and the gradients of its
 * weights.
 *
 * @module
 */
export { frozenBatchNorm } from "./normalizations.ts";
export type {
  NodeGradients,
  TrainingActivations,
  TrainingOutput,
  TrainingRule,
  Wanted,
} from "./training_rule.ts";
export { TRAINING_RULES } from "./training_rules.ts";
