/**
 * Maps of attention alone, the usual baselines for transformers.
 *
 * @module
 */
export { attentionGradient } from "./attention_gradient.ts";
export {
  attentionRollout,
  type AttentionRolloutOptions,
  type HeadFusion,
} from "./attention_rollout.ts";
export type { AttentionOptions } from "./token_relevance.ts";
