import { DATASET, type Dataset } from "../data/mod.ts";
import {
  abortSignal,
  callback,
  checkOptions,
  finite,
  flag,
  integer,
  isRecord,
  nonNegativeInteger,
  number,
  oneOf,
  type OptionRequirements,
  positiveInteger,
  type Requirement,
  within,
} from "../options/mod.ts";
import type { Augmentation } from "./augment.ts";
import { checkVariant } from "./check_variant.ts";
import { type Optimizer, OPTIMIZERS } from "./optimizer.ts";
import { type Schedule, SCHEDULES } from "./schedule.ts";

/** When a training ends before its last epoch: plain data. */
export interface EarlyStop {
  /**
   * What is watched at the end of every epoch: the mean training loss, or, with
   * validation data, its loss or accuracy.
   *
   * @default {"validationLoss"} with validation data, else "loss"
   */
  readonly of?: "loss" | "validationLoss" | "validationAccuracy";
  /**
   * Ends it after so many epochs without a new best, 1 or more. The model then
   * gets the weights of its best epoch back.
   *
   * @default none
   */
  readonly patience?: number;
  /**
   * Ends it as soon as the value is as good as this.
   *
   * @default none
   */
  readonly goal?: number;
}

/**
 * What a training follows from beside network and images: plain data, so that
 * it can be written to a file and told apart from another.
 */
export interface TrainSettings {
  /**
   * How often every image is seen, 1 or more.
   *
   * @default {10}
   */
  readonly epochs?: number;
  /**
   * Images a step, 1 or more. The last step of an epoch takes what is left.
   *
   * @default {64}
   */
  readonly batchSize?: number;
  /**
   * How gradients change weights.
   *
   * @default {{ kind: "sgdMomentum", momentum: 0.9, weightDecay: 5e-4 }}
   */
  readonly optimizer?: Optimizer;
  /**
   * How the learning rate runs.
   *
   * @default cosine, from 0.05 for SGD and from 0.002 for Adam
   */
  readonly schedule?: Schedule;
  /**
   * What is done to the images at random.
   *
   * @default none
   */
  readonly augmentation?: Augmentation;
  /**
   * Share of the target that is spread evenly over all classes, in [0, 1).
   *
   * @default {0}
   */
  readonly labelSmoothing?: number;
  /**
   * When to end before the last epoch.
   *
   * @default never
   */
  readonly earlyStop?: EarlyStop;
  /**
   * Whether every epoch takes the images in an order of its own.
   *
   * @default {true}
   */
  readonly shuffle?: boolean;
  /**
   * Share of the running statistics of batch normalizations that a step keeps,
   * in [0, 1].
   *
   * @default {0.9}
   */
  readonly statisticsMomentum?: number;
  /**
   * Chooses the order of the images and what is done to them: an integer. The
   * initial weights are those of the model.
   *
   * @default {0}
   */
  readonly seed?: number;
}

/** The options of {@linkcode train}. */
export interface TrainOptions extends TrainSettings {
  /**
   * Images that are classified after every epoch and never learned from.
   *
   * @default none
   */
  readonly validation?: Dataset;
  /** Stops the training between two steps; the weights stay as they are then. */
  readonly signal?: AbortSignal;
  /**
   * Told after every step how many are done of at most how many.
   *
   * @default a bar in a notebook, a line in a terminal
   */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Every setting of a training; `earlyStop` may be none. */
export type FullSettings =
  & Required<Omit<TrainSettings, "earlyStop">>
  & Pick<TrainSettings, "earlyStop">;

/** The kinds of optimizer, with the rate from which each falls by default. */
const RATES: { readonly [K in Optimizer["kind"]]: number } = {
  sgdMomentum: 0.05,
  adam: 0.002,
};

const record: Requirement = { expected: "an object", isType: isRecord };

const OPTIONS: OptionRequirements<TrainOptions> = {
  epochs: positiveInteger,
  batchSize: positiveInteger,
  optimizer: record,
  schedule: record,
  augmentation: record,
  labelSmoothing: number("in [0, 1)", (share) => share >= 0 && share < 1),
  earlyStop: record,
  shuffle: flag,
  statisticsMomentum: within(0, 1),
  seed: integer,
  validation: DATASET,
  signal: abortSignal,
  onProgress: callback,
};

/**
 * Returns every setting of a training, with defaults where the options say
 * nothing: what a fingerprint of it must cover.
 *
 * @param options Those of `train`.
 * @returns Every setting.
 * @throws {TypeError} If there is no such option, or one has another type.
 * @throws {RangeError} If one is out of its range.
 *
 * @example
 * ```ts
 * import { trainSettings } from "fullgrad/training";
 * import { assertEquals } from "@std/assert";
 *
 * const { schedule } = trainSettings({ optimizer: { kind: "adam" } });
 * assertEquals(schedule, { kind: "cosine", rate: 0.002 });
 * ```
 */
export function trainSettings(options: TrainOptions = {}): FullSettings {
  checkOptions("train", options, OPTIONS);
  const {
    epochs = 10,
    batchSize = 64,
    optimizer = { kind: "sgdMomentum", momentum: 0.9, weightDecay: 5e-4 },
    augmentation = {},
    labelSmoothing = 0,
    earlyStop,
    shuffle = true,
    statisticsMomentum = 0.9,
    seed = 0,
  } = options;
  checkVariant("optimizer", optimizer, OPTIMIZERS);
  const schedule: Schedule = options.schedule ??
    { kind: "cosine", rate: RATES[optimizer.kind] };
  checkVariant("schedule", schedule, SCHEDULES, ["rate", "epochs"]);
  checkOptions<Augmentation>("augment images", augmentation, {
    flip: flag,
    crop: nonNegativeInteger,
  });
  if (earlyStop !== undefined) {
    checkEarlyStop(earlyStop, options.validation !== undefined);
  }
  return {
    epochs,
    batchSize,
    optimizer,
    schedule,
    augmentation,
    labelSmoothing,
    ...(earlyStop && { earlyStop }),
    shuffle,
    statisticsMomentum,
    seed,
  };
}

function checkEarlyStop(earlyStop: EarlyStop, validated: boolean): void {
  checkOptions<EarlyStop>("stop a training early", earlyStop, {
    of: oneOf(["loss", "validationLoss", "validationAccuracy"]),
    patience: positiveInteger,
    goal: finite,
  });
  if (earlyStop.of?.startsWith("validation") && !validated) {
    throw new RangeError(
      `Cannot train as early stop by ${earlyStop.of} must have validation images: current option validation is undefined`,
    );
  }
}
