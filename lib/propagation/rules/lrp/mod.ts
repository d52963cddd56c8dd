/**
 * Layer-wise relevance propagation: rules, composites, and the table they make.
 *
 * @module
 */
export { alphaBeta, zPlus } from "./alpha_beta.ts";
export { composite, type LrpComposite, type LrpMatch } from "./composite.ts";
export {
  LRP_COMPOSITE,
  LRP_COMPOSITES,
  lrpComposite,
  type LrpCompositeName,
} from "./composites.ts";
export { epsilon, zero } from "./epsilon.ts";
export { flat } from "./flat.ts";
export { gamma } from "./gamma.ts";
export type {
  InputBounds,
  LrpRule,
  WeightedKind,
  WeightedLayer,
} from "./weighted_layer.ts";
export { hasLrpRules, type LrpContext, lrpRules } from "./lrp_rules.ts";
export { mergeBatchNorm } from "./merge_batch_norm.ts";
export { PIXEL_BOUNDS, type PixelBounds } from "./pixel_bounds.ts";
export { withoutBias } from "./without_bias.ts";
export { zBox } from "./z_box.ts";
