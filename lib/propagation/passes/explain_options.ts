import {
  abortSignal,
  callback,
  type OptionRequirements,
  positiveInteger,
} from "../../options/mod.ts";
import { RULE_TABLE, type RuleTable } from "../rule_table.ts";
import { TIE_RULE, type TieRule } from "../ties.ts";
import { TARGET_INPUT, type TargetInput } from "../targets/mod.ts";

/** The options that every explanation takes. */
export interface ExplainOptions {
  /**
   * What is explained: a class or one per image (index or name), a target such
   * as `probability(3)`, or a function from the output to a number per sample.
   *
   * @default {logit()}, the logit of the class with the greatest one
   */
  readonly target?: TargetInput;
  /**
   * Where the gradient of an extreme goes that several values share, as in the
   * windows of a max pool over a constant: to the `first` of them, or the same
   * `share` to each. What takes no gradient does not depend on it.
   *
   * @default {"first"}, as PyTorch and TensorFlow have it
   */
  readonly ties?: TieRule;
  /**
   * How many images go through the network at once.
   *
   * @default as many as keep the feature maps under about 500 MB
   */
  readonly chunkSize?: number;
  /**
   * Stops the work between two chunks and, where a method makes several passes
   * over an image, between two passes.
   */
  readonly signal?: AbortSignal;
  /**
   * Told as the work goes on how many passes are done, of how many in total. A
   * pass is one of an image through the network: most methods make one an image,
   * others as many as they take steps, samples, masks, squares or channels. An
   * `ensemble` counts maps, and parts of one. `total` stays the same and
   * `done` ends at it.
   */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The option of what is made of gradients, full or not. */
export interface RuleOptions {
  /**
   * How the gradient passes each kind of node: with `LIBRA`, gates, attention
   * weights and denominators are constants, and the terms of a vision transformer
   * add up without implicit ones.
   *
   * @default {GRADIENT}, the derivative
   */
  readonly rules?: RuleTable;
}

/** What {@linkcode RuleOptions} must be. */
export const RULE_OPTIONS: OptionRequirements<RuleOptions> = {
  rules: RULE_TABLE,
};

/** What {@linkcode ExplainOptions} must be. */
export const EXPLAIN_OPTIONS: OptionRequirements<ExplainOptions> = {
  target: TARGET_INPUT,
  ties: TIE_RULE,
  chunkSize: positiveInteger,
  signal: abortSignal,
  onProgress: callback,
};
