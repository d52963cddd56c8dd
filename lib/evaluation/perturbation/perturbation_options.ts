import {
  checkedLater,
  finite,
  flag,
  integer,
  listOf,
  oneOf,
  type OptionRequirements,
  positiveInteger,
} from "../../options/mod.ts";
import type { ClassChoice } from "../../propagation/mod.ts";
import {
  EVALUATION_OPTIONS,
  type EvaluationOptions,
} from "../comparison/mod.ts";
import { type MethodInput, RUN_OPTIONS, type RunOptions } from "../run/mod.ts";
import type { OutputKind } from "./perturbed_outputs.ts";

/** The options of everything that removes pixels by their saliency. */
export interface PerturbationOptions extends EvaluationOptions, RunOptions {
  /**
   * Methods that cannot explain, to tell what a number means: dashed lines.
   *
   * @default a random order, Sobel edges and the class-agnostic map
   */
  readonly controls?: Readonly<Record<string, MethodInput>>;
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
   * How many random orders of equal values, and draws of noise, are averaged.
   *
   * @default {3}
   */
  readonly repeats?: number;
  /**
   * Seed of ties and noise.
   *
   * @default {0}
   */
  readonly seed?: number;
  /**
   * The mean color, by channel, in units of the network's input: that of a
   * dataset of which the images are a part, so that each part is filled alike.
   *
   * @default the mean of the images
   */
  readonly mean?: readonly number[];
  /**
   * Whether every method and control also enters with its maps blurred, so that
   * `blurGains()` says what blur alone gains. It doubles the work.
   *
   * @default {false}
   */
  readonly blurred?: boolean;
  /**
   * How many images make a unit of work, together with a method.
   *
   * @default {100}
   */
  readonly blockSize?: number;
}

/** What {@linkcode PerturbationOptions} must be. */
export const PERTURBATION_OPTIONS: OptionRequirements<PerturbationOptions> = {
  ...EVALUATION_OPTIONS,
  ...RUN_OPTIONS,
  output: oneOf(["logit", "probability"]),
  target: checkedLater,
  repeats: positiveInteger,
  seed: integer,
  mean: listOf(finite),
  blurred: flag,
  blockSize: positiveInteger,
};
