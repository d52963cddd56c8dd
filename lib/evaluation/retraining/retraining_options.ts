import {
  callback,
  flag,
  integer,
  objectWith,
  oneOf,
  type OptionRequirements,
  positiveInteger,
  type Requirement,
  text,
} from "../../options/mod.ts";
import {
  checkEvaluationOptions,
  EVALUATION_OPTIONS,
  RETRAINING_CONTROLS,
} from "../comparison/mod.ts";
import type { FillName } from "../perturbation/mod.ts";
import { type MethodInput, RUN_OPTIONS, type RunOptions } from "../run/mod.ts";
import { type Retrainer, retrainer as defaultRetrainer } from "./retrainer.ts";

/** The options of {@linkcode removeAndRetrain} and {@linkcode keepAndRetrain}. */
export interface RetrainingOptions extends RunOptions {
  /**
   * The methods, by the name that figures and tables show: each a function, or
   * `{ run, name, options }`.
   */
  readonly methods: Readonly<Record<string, MethodInput>>;
  /**
   * Rankings that explain nothing, to tell what a number means: dashed lines.
   *
   * @default {RETRAINING_CONTROLS}
   */
  readonly controls?: Readonly<Record<string, MethodInput>>;
  /**
   * The shares of pixels that are removed, each in (0, 1].
   *
   * @default {[0.1, 0.3, 0.5, 0.7, 0.9]}
   */
  readonly fractions?: readonly number[];
  /**
   * What takes the place of removed pixels; `mean` is the mean color of the
   * training set.
   *
   * @default {"mean"}
   */
  readonly fill?: Exclude<FillName, "zeroNormalized">;
  /**
   * Which class is explained: the one that the network predicts, or the true
   * one. The true one tells the retrained network the label of test images.
   *
   * @default {"predicted"}
   */
  readonly target?: "predicted" | "label";
  /**
   * How many networks are trained for every method and fraction.
   *
   * @default {3}
   */
  readonly runs?: number;
  /**
   * Chooses ties between pixels, and with the number of the run all that is
   * random in a training.
   *
   * @default {0}
   */
  readonly seed?: number;
  /**
   * What trains a network from scratch and measures it.
   *
   * @default {retrainer()}
   */
  readonly retrainer?: Retrainer;
  /**
   * Whether every method and control also enters with its maps blurred, so that
   * `blurGains()` says what blur alone gains. It doubles the trainings.
   *
   * @default {false}
   */
  readonly blurred?: boolean;
  /**
   * How many images go through the explained network at once.
   *
   * @default as many as keep the feature maps under about 500 MB
   */
  readonly chunkSize?: number;
}

const fractions: Requirement = {
  expected: "one or more different numbers in (0, 1]",
  isType: (value) =>
    Array.isArray(value) && value.every((each) => typeof each === "number"),
  isValue: (fractions: readonly number[]) =>
    fractions.length > 0 && new Set(fractions).size === fractions.length &&
    fractions.every((fraction) => fraction > 0 && fraction <= 1),
};

const OPTIONS: OptionRequirements<RetrainingOptions> = {
  ...EVALUATION_OPTIONS,
  ...RUN_OPTIONS,
  fractions,
  fill: oneOf(["black", "mean", "blur", "road"]),
  target: oneOf(["predicted", "label"]),
  runs: positiveInteger,
  seed: integer,
  blurred: flag,
  retrainer: objectWith("an object with name, settings() and retrain()", {
    name: text,
    settings: callback,
    retrain: callback,
  }),
};

/** The options that decide the numbers, with their defaults. */
export type RetrainingSettings = Required<
  Pick<
    RetrainingOptions,
    "controls" | "fractions" | "fill" | "target" | "runs" | "seed" | "retrainer"
  >
>;

/**
 * Checks the options of a retraining, and returns them with their defaults.
 *
 * @throws {TypeError} If an option does not exist or has another type.
 * @throws {RangeError} If one has another value.
 */
export function retrainingSettings(
  options: RetrainingOptions,
): RetrainingSettings {
  checkEvaluationOptions("retrain", options, OPTIONS);
  const {
    controls = RETRAINING_CONTROLS,
    fractions = [0.1, 0.3, 0.5, 0.7, 0.9],
    fill = "mean",
    target = "predicted",
    runs = 3,
    seed = 0,
    retrainer = defaultRetrainer(),
  } = options;
  return {
    controls,
    fractions: fractions.toSorted((a, b) => a - b),
    fill,
    target,
    runs,
    seed,
    retrainer,
  };
}
