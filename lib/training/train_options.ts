import type { Dataset } from "../data/mod.ts";
import type { Augmentation } from "./augmentation/mod.ts";
import type { EarlyStop } from "./early_stop.ts";
import type { Optimizer } from "./optimizers/mod.ts";
import type { Schedule } from "./schedules/mod.ts";

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
   * Images that are classified after every epoch and never learnt from.
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
