/**
 * Rule tables that are not the gradient's.
 *
 * @module
 */
export {
  DECONV_NET,
  GUIDED_BACKPROP,
  isRectifier,
  requireRectifier,
} from "./rectifier_rules.ts";
export { LIBRA } from "./libra.ts";
export { RULE_TABLES } from "./rule_tables.ts";
export * from "./lrp/mod.ts";
export {
  RECT_GRAD_THRESHOLD,
  type RectGradImportance,
  rectGradRules,
  type RectGradThreshold,
} from "./rect_grad.ts";
