import * as tf from "@tensorflow/tfjs";
import { ensureBackend } from "../../backend/mod.ts";
import type { Dataset } from "../../data/mod.ts";
import type { Json } from "../../display/mod.ts";
import { asModel } from "../../model/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import {
  callback,
  checkedLater,
  checkOptions,
  type OptionRequirements,
  text,
} from "../../options/mod.ts";
import {
  evaluateAccuracy,
  type NetworkOptions,
  train,
  type TrainSettings,
  trainSettings,
  vgg9,
} from "../../training/mod.ts";

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

/** The options of {@linkcode retrainer}: those of a training, and the network. */
export interface RetrainerOptions extends Omit<TrainSettings, "seed"> {
  /**
   * Makes the network that is trained, with initial weights by the seed: these are
   * what the training begins with. Weights that it sets itself, such as pretrained
   * ones, count as a setting: results in a folder are not taken up for others. Only
   * those that differ from one call to the next of the same seed cannot be told
   * apart.
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
 * @returns What {@linkcode removeAndRetrain} takes as its retrainer.
 * @throws {TypeError} If an option does not exist or has another type.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { retrainer } from "fullgrad/evaluation";
 * import { resNet8 } from "fullgrad/training";
 * import { assertEquals } from "@std/assert";
 *
 * const { name } = retrainer({ network: resNet8, epochs: 30 });
 * assertEquals(name, "resNet8, 30 epochs");
 * ```
 */
export function retrainer(options: RetrainerOptions = {}): Retrainer {
  checkOptions("retrain", options, RETRAINER);
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
      const make = () =>
        network({ classes: classes.length, imageShape, seed: 1 });
      const model = make();
      try {
        const weights = await weightSettings(model, make);
        return {
          network: networkSettings(model),
          ...settings,
          ...(weights && { weights }),
        } as unknown as Json;
      } finally {
        model.dispose();
      }
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

/** Those of a training are checked as such. */
const RETRAINER: OptionRequirements<RetrainerOptions> = {
  network: callback,
  name: text,
  epochs: checkedLater,
  batchSize: checkedLater,
  optimizer: checkedLater,
  schedule: checkedLater,
  augmentation: checkedLater,
  labelSmoothing: checkedLater,
  earlyStop: checkedLater,
  shuffle: checkedLater,
  statisticsMomentum: checkedLater,
};

/** The paper's network with a quarter of its filters. */
function quarterVgg9(
  options: Required<Pick<NetworkOptions, "classes" | "imageShape" | "seed">>,
): tf.LayersModel {
  return vgg9({ ...options, width: 0.25 });
}

/** What differs between two networks that were made alike. */
const NAMES: ReadonlySet<string> = new Set([
  "name",
  "inbound_nodes",
  "input_layers",
  "output_layers",
]);

/**
 * What a network is before it has learned anything, whatever its layers are
 * called: its operations, and how its layers are made and started.
 */
function networkSettings(network: tf.LayersModel): Json {
  const { nodes, output } = asModel(network).graph;
  return {
    operations: nodes.map(({ kind, inputs, shape, attributes }) => ({
      kind,
      inputs,
      shape,
      attributes,
    })) as unknown as Json,
    output,
    layers: network.layers.map((layer) =>
      JSON.stringify(
        [layer.getClassName(), layer.getConfig()],
        (key, value) => NAMES.has(key) ? undefined : value,
      )
    ),
  };
}

/**
 * The SHA-256 of all initial weights that are not those of the layers' own
 * initializers, which the configurations of the layers tell; `undefined` where there
 * are none.
 *
 * What differs in another network of the same seed comes from an initializer without
 * a seed, and is no setting.
 */
async function weightSettings(
  network: tf.LayersModel,
  make: () => tf.LayersModel,
): Promise<string | undefined> {
  const weights = await weightHashes(network);
  // Layers that tfjs cannot make from their configurations are told by all weights.
  const started = await tf.models.modelFromJSON({
    modelTopology: network.toJSON(null, false) as never,
  }).catch(() => undefined);
  const initial = await hashesOnce(started);
  const set = [...weights.keys()].filter((i) => weights[i] !== initial[i]);
  if (set.length === 0) return undefined;
  const again = await hashesOnce(make());
  const same = set.filter((i) => weights[i] === again[i]);
  if (same.length === 0) return undefined;
  return await sha256(JSON.stringify(same.map((i) => [i, weights[i]])));
}

/** The hashes of a network's weights, which is then disposed. */
async function hashesOnce(
  network: tf.LayersModel | undefined,
): Promise<readonly string[]> {
  try {
    return network ? await weightHashes(network) : [];
  } finally {
    network?.dispose();
  }
}

async function weightHashes(
  network: tf.LayersModel,
): Promise<readonly string[]> {
  return await Promise.all(
    network.getWeights().map(async (weight) =>
      await sha256(JSON.stringify([
        weight.shape,
        await sha256(
          new Uint8Array(Float32Array.from(await weight.data()).buffer),
        ),
      ]))
    ),
  );
}
