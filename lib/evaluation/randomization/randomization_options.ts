import {
  either,
  integer,
  listOf,
  nonNegativeInteger,
  oneOf,
  type OptionRequirements,
  text,
} from "../../options/mod.ts";
import {
  checkEvaluationOptions,
  checkSimilarities,
  COMPARISON_OPTIONS,
  type ComparisonOptions,
  type KeptMapsOptions,
} from "../comparison/mod.ts";
import { RUN_OPTIONS, type RunOptions } from "../run/mod.ts";
import { SIMILARITIES, type Similarity } from "../similarity/mod.ts";
import type { BatchNormStatistics, WeightDraw } from "../weights/mod.ts";

/** How weights are re-drawn. */
export interface RedrawOptions {
  /**
   * How weights are re-drawn: `initializer`, the distribution of each layer's
   * own initializer; `normal`, N(0, 0.1); `permutation`, all values of a weight
   * in a random order.
   *
   * @default {"initializer"}
   */
  readonly draw?: WeightDraw;
  /**
   * Whether batch normalizations keep their running mean and variance, or get
   * those before training, 0 and 1.
   *
   * @default {"keep"}
   */
  readonly batchNormStatistics?: BatchNormStatistics;
  /**
   * Seed of the weights: one draw for all images.
   *
   * @default {0}
   */
  readonly seed?: number;
}

/** The options of the tests that randomize weights. */
export interface RandomizationOptions
  extends ComparisonOptions, KeptMapsOptions, RedrawOptions, RunOptions {
  /**
   * Which class is explained: the one that the original network predicts, or
   * the one that the randomized network predicts.
   *
   * @default {"original"}
   */
  readonly target?: "original" | "recomputed";
  /**
   * Which layers are re-drawn together, by their names, instead of all: each
   * step one name or several.
   *
   * @default every layer with weights; a normalization or PReLU goes with the
   * layer before it
   */
  readonly steps?: readonly (string | readonly string[])[];
}

/** What {@linkcode RedrawOptions} must be. */
export const REDRAW_OPTIONS: OptionRequirements<RedrawOptions> = {
  draw: oneOf(["initializer", "normal", "permutation"]),
  batchNormStatistics: oneOf(["keep", "reset"]),
  seed: integer,
};

/** What {@linkcode RandomizationOptions} must be. */
export const RANDOMIZATION_OPTIONS: OptionRequirements<RandomizationOptions> = {
  ...COMPARISON_OPTIONS,
  ...RUN_OPTIONS,
  ...REDRAW_OPTIONS,
  examples: nonNegativeInteger,
  target: oneOf(["original", "recomputed"]),
  steps: listOf(either(text, listOf(text))),
};

/** The options that decide the numbers, with their defaults. */
export interface RandomizationSettings extends Required<RedrawOptions> {
  readonly target: "original" | "recomputed";
  readonly examples: number;
  readonly similarities: readonly Similarity[];
}

/**
 * Checks the options of a randomization, and returns them with their defaults.
 *
 * @throws {TypeError} If an option does not exist or has another type.
 * @throws {RangeError} If one has another value.
 */
export function randomizationSettings<Options extends RandomizationOptions>(
  options: Options,
  requirements: OptionRequirements<Options>,
): RandomizationSettings {
  checkEvaluationOptions("randomize weights", options, requirements);
  const {
    draw = "initializer",
    batchNormStatistics = "keep",
    seed = 0,
    target = "original",
    examples = 1,
    similarities = SIMILARITIES,
  } = options;
  checkSimilarities(similarities);
  return { draw, batchNormStatistics, seed, target, examples, similarities };
}

/** What must not be concluded from a randomization test. */
export const RANDOMIZATION_LIMITS: readonly string[] = [
  "Not a ranking of methods: uninformative noise maps score best, and randomization from the top keeps the scale of the activations below (Binder et al. 2023).",
  "Images with one centered object confound it: maps stay alike because the object stays where it is (Yona & Greenfeld 2021).",
];

/** The same in few words, for the line below a title. */
export const RANDOMIZATION_LIMITS_SHORT =
  "Not a ranking of methods (Binder 2023); centered objects confound it (Yona & Greenfeld 2021)";
