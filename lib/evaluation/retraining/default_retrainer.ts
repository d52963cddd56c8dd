import type * as tf from "@tensorflow/tfjs";
import { ensureBackend } from "../../backend/mod.ts";
import {
  evaluateAccuracy,
  type NetworkOptions,
  train,
  type TrainSettings,
  trainSettings,
  vgg9,
} from "../../training/mod.ts";
import type { Json } from "../../display/mod.ts";

import { networkSettings } from "./network_settings.ts";
import type { Retrainer } from "./retrainer.ts";

/** The options of {@linkcode retrainer}: those of a training, and the network. */
export interface RetrainerOptions extends Omit<TrainSettings, "seed"> {
  /**
   * Makes the network that is trained, with initial weights by the seed.
   *
   * @default `vgg9` of a quarter of the paper's width
   */
  readonly network?: (
    options: Required<Pick<NetworkOptions, "classes" | "imageShape" | "seed">>,
  ) => tf.LayersModel;
  /**
   * What figures call the network.
   *
   * @default the name of the function that makes it
   */
  readonly name?: string;
}

/**
 * What trains a network from scratch and measures it, with our own trainer.
 *
 * @param options The network, and how it is trained; see {@linkcode train}.
 *
 * @example
 * ```ts
 * import { resNet8, retrainer } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const { name } = retrainer({ network: resNet8, epochs: 30 });
 * assertEquals(name, "resNet8, 30 epochs");
 * ```
 */
export function retrainer(options: RetrainerOptions = {}): Retrainer {
  const {
    network = quarterVgg9,
    name = network.name || "network",
    ...training
  } = options;
  // What a run chooses is no setting of it.
  const { seed: _, ...settings } = trainSettings(training);
  return {
    name: `${name}, ${settings.epochs} epochs`,
    async settings({ training: { classes, imageShape } }) {
      await ensureBackend();
      // The network itself: what made it may hide numbers in a closure.
      const model = network({ classes: classes.length, imageShape, seed: 1 });
      const made = networkSettings(model);
      model.dispose();
      return { network: made, ...settings } as unknown as Json;
    },
    async retrain(data, { seed, signal }) {
      await ensureBackend();
      const { classes, imageShape } = data.training;
      const model = network({ classes: classes.length, imageShape, seed });
      const running = signal && { signal };
      try {
        const history = await train(model, data.training, {
          ...training,
          ...running,
          seed,
          // The trainings themselves are what is counted.
          onProgress: () => {},
        });
        return {
          accuracy: await evaluateAccuracy(model, data.test, { ...running }),
          trainingLoss: history.data.epochs[history.data.weightsOf]!.loss,
          epochs: history.data.epochs.length,
        };
      } finally {
        model.dispose();
      }
    },
  };
}

/** The paper's network with a quarter of its filters. */
function quarterVgg9(
  options: Required<Pick<NetworkOptions, "classes" | "imageShape" | "seed">>,
): tf.LayersModel {
  return vgg9({ ...options, width: 0.25 });
}
