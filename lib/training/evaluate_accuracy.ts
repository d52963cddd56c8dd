import * as tf from "@tensorflow/tfjs";
import { ensureBackend } from "../backend/mod.ts";
import { type Dataset, networkInput, readBatch } from "../data/mod.ts";
import {
  asModel,
  type Model,
  type ModelInput,
  withWeights,
} from "../model/mod.ts";
import { abortSignal, checkOptions, positiveInteger } from "../options/mod.ts";
import { forward } from "../propagation/mod.ts";
import { checkClassOrder, checkFit } from "./check_dataset.ts";
import { batchScores, classTargets } from "./classification.ts";

/** Options of {@linkcode evaluateAccuracy}. */
export interface EvaluateOptions {
  /**
   * How many images go through the network at once, 1 or more.
   *
   * @default {100}
   */
  readonly batchSize?: number;
  /** Stops the work between two batches. */
  readonly signal?: AbortSignal;
}

/**
 * The share of a dataset's images that a network classifies rightly, 0…1.
 *
 * @param model A loaded model or a `tf.LayersModel`. One with `preprocessing`
 * gets its pixels by it; another gets them as they are, 0…1.
 * @param dataset The images.
 * @param options How many at once, and a signal to stop.
 * @returns The share.
 * @throws {TypeError} If images or classes do not fit the network, or a class has
 * another label there, or there is no such option.
 * @throws {RangeError} If there is no image, or an option is out of its range.
 *
 * @example
 * ```ts
 * import { loadModel } from "fullgrad";
 * import { shapesDataset } from "fullgrad/data";
 * import { evaluateAccuracy } from "fullgrad/training";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const images = shapesDataset({ seed: 7, size: 20 });
 * assert(await evaluateAccuracy(model, images) >= 0.9);
 * ```
 */
export async function evaluateAccuracy(
  model: ModelInput,
  dataset: Dataset,
  options: EvaluateOptions = {},
): Promise<number> {
  checkEvaluateOptions("measure the accuracy", options);
  const { batchSize = 100, signal } = options;
  const network = asModel(model);
  checkFit(network, dataset);
  const action = `measure the accuracy of "${network.name}"`;
  const { name, classNames: classes } = network;
  checkClassOrder(action, { name, classes }, dataset);
  return await withWeights([network], "read", { action, signal }, async () => {
    await ensureBackend();
    const running = { batchSize, signal };
    return (await evaluateDataset(network, dataset, running)).accuracy;
  });
}

/**
 * Checks how a network is run on a dataset.
 *
 * @throws {TypeError} If there is no such option, or one has another type.
 * @throws {RangeError} If one is out of its range.
 */
export function checkEvaluateOptions(
  action: string,
  options: EvaluateOptions,
): void {
  checkOptions(action, options, {
    batchSize: positiveInteger,
    signal: abortSignal,
  });
}

/** How a network does on the images of a dataset. */
export interface DatasetScores {
  /** Mean cross-entropy. */
  readonly loss: number;
  /** Share of the images classified rightly, 0…1. */
  readonly accuracy: number;
}

/** Returns how a network does, as at inference, on all images of a dataset. */
export async function evaluateDataset(
  model: Model,
  dataset: Dataset,
  { batchSize, signal }: {
    readonly batchSize: number;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<DatasetScores> {
  let [loss, right] = [0, 0];
  for (let start = 0; start < dataset.size; start += batchSize) {
    signal?.throwIfAborted();
    const count = Math.min(batchSize, dataset.size - start);
    const { pixels, labels } = await readBatch(
      `run "${model.name}"`,
      dataset,
      Array.from({ length: count }, (_, i) => start + i),
    );
    const targets = classTargets(labels, dataset.classes.length, 0);
    const values = networkInput(pixels, model.preprocessing);
    const logProbabilities = tf.tidy(() =>
      tf.logSoftmax(
        forward(
          model.graph,
          tf.tensor4d(values, [count, ...dataset.imageShape]),
        ).output,
      )
    );
    const numbers = await logProbabilities.data()
      .finally(() => logProbabilities.dispose());
    const wrong = numbers.findIndex(Number.isNaN);
    if (wrong !== -1) {
      throw new RangeError(
        `Cannot run "${model.name}" on ${dataset.name} as its outputs must be finite: they are not for image ${
          start + Math.floor(wrong / dataset.classes.length)
        }`,
      );
    }
    const scores = batchScores(numbers, targets, labels);
    loss += scores.loss;
    right += scores.right;
  }
  return { loss: loss / dataset.size, accuracy: right / dataset.size };
}
