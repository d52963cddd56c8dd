import {
  integer,
  type OptionRequirements,
  positiveInteger,
  type Requirement,
} from "../../options/mod.ts";
import {
  EVALUATION_OPTIONS,
  type EvaluationOptions,
} from "../comparison/mod.ts";
import { RUN_OPTIONS, type RunOptions } from "../run/mod.ts";
import { TUNER, type Tuner } from "./fine_tuner.ts";

/** The options of everything that fine-tunes the network before it removes. */
export interface InDomainOptions extends EvaluationOptions, RunOptions {
  /**
   * What fine-tunes the network; `none` where it already was, on images of this
   * kind.
   *
   * @default {fineTuner()}
   */
  readonly tuner?: Tuner | "none";
  /**
   * Seed of ties and of what is removed: parts of a test set that are judged one
   * by one are independent with a seed for each.
   *
   * @default {0}
   */
  readonly seed?: number;
  /**
   * Seed of the fine-tuning.
   *
   * @default the same as `seed`
   */
  readonly tuningSeed?: number;
  /**
   * How many images make a unit of work, together with a method.
   *
   * @default {50}
   */
  readonly blockSize?: number;
}

const tuner: Requirement = {
  expected: TUNER.expected,
  isType: (value) => value === "none" || TUNER.isType!(value as never),
};

/** What {@linkcode InDomainOptions} must be. */
export const IN_DOMAIN_OPTIONS: OptionRequirements<InDomainOptions> = {
  ...EVALUATION_OPTIONS,
  ...RUN_OPTIONS,
  tuner,
  seed: integer,
  tuningSeed: integer,
  blockSize: positiveInteger,
};
