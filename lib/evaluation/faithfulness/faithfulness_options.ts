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
import { type FillName, fillName } from "../perturbation/fill.ts";
import type { OutputKind } from "../perturbation/mod.ts";
import { RUN_OPTIONS, type RunOptions } from "../run/mod.ts";

/** The options of everything that removes random sets of pixels. */
export interface FaithfulnessOptions extends EvaluationOptions, RunOptions {
  /**
   * How many sets are drawn for every image.
   *
   * @default {50}
   */
  readonly samples?: number;
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
   * Seed of the sets.
   *
   * @default {0}
   */
  readonly seed?: number;
}

/** What {@linkcode FaithfulnessOptions} must be. */
export const FAITHFULNESS_OPTIONS: OptionRequirements<FaithfulnessOptions> = {
  ...EVALUATION_OPTIONS,
  ...RUN_OPTIONS,
  samples: number(
    "an integer of 2 or more",
    (samples) => Number.isSafeInteger(samples) && samples >= 2,
  ),
  fill: fillName,
  output: oneOf(["logit", "probability"]),
  target: checkedLater,
  seed: integer,
};
