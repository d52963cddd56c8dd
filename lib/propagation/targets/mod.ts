/**
 * What is explained: a number per sample, computed from the logits.
 *
 * @module
 */
export { asTarget, TARGET_INPUT, type TargetInput } from "./as_target.ts";
export { classLogits, greatestClass, isSingleSigmoid } from "./class_logits.ts";
export { classIndices } from "./class_indices.ts";
export {
  type ChosenClasses,
  evaluateTarget,
  type TargetEvaluation,
  targetValue,
} from "./evaluate_target.ts";
export { stopGradient } from "./stop_gradient.ts";
export type { ClassChoice, ClassLabels, Target, TargetView } from "./target.ts";
export {
  centeredLogit,
  complementLogit,
  logit,
  logitDifference,
  logSoftmax,
  probability,
} from "./targets.ts";
