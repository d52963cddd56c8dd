import {
  checkedLater,
  integer,
  number,
  oneOf,
  type OptionRequirements,
} from "../../options/mod.ts";
import type { ClassChoice } from "../../propagation/mod.ts";
import {
  EVALUATION_OPTIONS,
  type EvaluationOptions,
} from "../comparison/mod.ts";
import {
  type FillName,
  fillName,
  type OutputKind,
} from "../perturbation/mod.ts";
import { RUN_OPTIONS, type RunOptions } from "../run/mod.ts";

/** The options of everything that removes sets of pixels. */
export interface RemovedSetsOptions extends EvaluationOptions, RunOptions {
  /**
   * What takes the place of removed pixels. The mean is that of the images.
   *
   * @default {"zeroNormalized"}
   */
  readonly fill?: FillName;
  /**
   * Which number of the network is watched.
   *
   * @default {"logit"}
   */
  readonly output?: OutputKind;
  /**
   * The class that is explained and watched, one or one per image.
   *
   * @default the class with the greatest logit of the unchanged image
   */
  readonly target?: ClassChoice;
  /**
   * Seed of the sets, of ties and of noise.
   *
   * @default {0}
   */
  readonly seed?: number;
}

/** The options of everything that removes random sets of pixels. */
export interface RandomSetsOptions extends RemovedSetsOptions {
  /**
   * How many sets are drawn for every image.
   *
   * @default {50}
   */
  readonly samples?: number;
}

/** What {@linkcode RemovedSetsOptions} must be. */
export const REMOVED_SETS_OPTIONS: OptionRequirements<RemovedSetsOptions> = {
  ...EVALUATION_OPTIONS,
  ...RUN_OPTIONS,
  fill: fillName,
  output: oneOf(["logit", "probability"]),
  target: checkedLater,
  seed: integer,
};

/** What {@linkcode RandomSetsOptions} must be. */
export const RANDOM_SETS_OPTIONS: OptionRequirements<RandomSetsOptions> = {
  ...REMOVED_SETS_OPTIONS,
  samples: number(
    "an integer of 2 or more",
    (samples) => Number.isSafeInteger(samples) && samples >= 2,
  ),
};
