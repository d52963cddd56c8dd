import {
  abortSignal,
  callback,
  type OptionRequirements,
  positiveInteger,
} from "../../options/mod.ts";
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
   * How many images go through the network at once.
   *
   * @default as many as keep the feature maps under about 500 MB
   */
  readonly chunkSize?: number;
  /** Stops the work between two chunks. */
  readonly signal?: AbortSignal;
  /** Told after every chunk how many images are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What {@linkcode ExplainOptions} must be. */
export const EXPLAIN_OPTIONS: OptionRequirements<ExplainOptions> = {
  target: TARGET_INPUT,
  chunkSize: positiveInteger,
  signal: abortSignal,
  onProgress: callback,
};
