import type { Dataset } from "../../data/mod.ts";
import type { Json } from "../../display/mod.ts";
import type { Model } from "../../model/mod.ts";
import {
  callback,
  objectWith,
  type Requirement,
  text,
} from "../../options/mod.ts";
import {
  trainHeld,
  type TrainSettings,
  trainSettings,
} from "../../training/mod.ts";

/** How a fine-tuning is started. */
export interface TuneOptions {
  /** Chooses all that is random. */
  readonly seed: number;
  /** Stops it. */
  readonly signal?: AbortSignal;
}

/** Fine-tunes a network, in place, on images with parts deleted. */
export interface Tuner {
  /** One line for figures. */
  readonly name: string;
  /**
   * Everything that changes what comes out beside images and seed: results in a
   * folder are taken up for the same settings only.
   */
  settings(): Json;
  /**
   * Changes the weights of the model; the same seed gives the same weights.
   *
   * @param model The network, which the job holds.
   * @param dataset Images with parts deleted, other parts whenever one is read.
   * @param options Seed and signal.
   */
  tune(model: Model, dataset: Dataset, options: TuneOptions): Promise<void>;
}

/** What a {@linkcode Tuner} must be, or the word for none. */
export const TUNER: Requirement = {
  ...objectWith('an object with name, settings() and tune(), or "none"', {
    name: text,
    settings: callback,
    tune: callback,
  }),
};

/** The fine-tuning of the authors of IDSDS. */
const AUTHORS: TrainSettings = {
  epochs: 30,
  optimizer: { kind: "sgdMomentum", momentum: 0.9, weightDecay: 1e-4 },
  schedule: { kind: "step", rate: 1e-3, epochs: [10, 20], factor: 0.1 },
};

/**
 * What fine-tunes a network with our own trainer.
 *
 * @param options Those of a training; see {@linkcode train}. By default those of
 * the authors of IDSDS: 30 epochs of SGD with momentum 0.9 and weight decay 1e-4,
 * from 1e-3, a tenth after 10 and 20.
 * @returns What {@linkcode inDomainDeletion} and {@linkcode fFidelity} take as
 * their tuner.
 * @throws {TypeError} If an option does not exist or has another type.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { fineTuner } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(fineTuner({ epochs: 2 }).name, "2 epochs");
 * ```
 */
export function fineTuner(
  options: Omit<TrainSettings, "seed"> = {},
): Tuner {
  trainSettings(options); // spread, anything would do
  const { seed: _, ...settings } = trainSettings({ ...AUTHORS, ...options });
  return {
    name: `${settings.epochs} epochs`,
    settings: () => settings as unknown as Json,
    async tune(model, dataset, { seed, signal }) {
      await trainHeld(model, dataset, { ...settings, seed }, {
        ...(signal && { signal }),
        // What is counted are the units behind it.
        onProgress: () => {},
      });
    },
  };
}
