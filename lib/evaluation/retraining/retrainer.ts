import type { Dataset } from "../../data/mod.ts";
import type { Json } from "../../display/mod.ts";

/** Images to learn from, and images to be judged by. */
export interface RetrainingData {
  /** The images that a network is trained on. */
  readonly training: Dataset;
  /** The images that its accuracy is measured on. */
  readonly test: Dataset;
}

/** What became of a network that was trained from scratch. */
export interface Retrained {
  /** The share of the test images that it classifies right, 0 to 1. */
  readonly accuracy: number;
  /** The mean loss of its last epoch, if it is known. */
  readonly trainingLoss?: number;
  /** How many epochs it was trained for, if that is known. */
  readonly epochs?: number;
}

/** How a training is started. */
export interface RetrainOptions {
  /** Chooses the initial weights and everything else that is random. */
  readonly seed: number;
  /** Stops the training. */
  readonly signal?: AbortSignal;
}

/** Trains a network from scratch and measures its accuracy. */
export interface Retrainer {
  /** One line for figures, such as the network and its epochs. */
  readonly name: string;
  /**
   * Everything that changes what comes out beside images and seed: results in a
   * folder are taken up for the same settings only.
   *
   * @param data The images, whole.
   */
  settings(data: RetrainingData): Json | Promise<Json>;
  /**
   * Trains a new network; the same seed gives the same accuracy.
   *
   * @param data The images, with pixels removed.
   * @param options Seed and signal.
   */
  retrain(data: RetrainingData, options: RetrainOptions): Promise<Retrained>;
}
