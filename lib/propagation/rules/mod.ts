/**
 * Rule tables that are not the gradient's.
 *
 * @module
 */
export { DECONV_NET } from "./deconv_net.ts";
export { GUIDED_BACKPROP } from "./guided_backprop.ts";
export * from "./lrp/mod.ts";
export {
  RECT_GRAD_THRESHOLD,
  type RectGradImportance,
  rectGradRules,
  type RectGradThreshold,
} from "./rect_grad.ts";
export { isRectifier, requireRectifier } from "./rectifiers.ts";
