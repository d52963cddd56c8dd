import * as tf from "@tensorflow/tfjs";
import { ensureBackend } from "../backend/mod.ts";
import { type Dataset, networkInput, readBatch } from "../data/mod.ts";
import { asModel, type ModelInput, withWeights } from "../model/mod.ts";
import { checkFit } from "./check_dataset.ts";
import {
  checkEvaluateOptions,
  type EvaluateOptions,
} from "./evaluate_accuracy.ts";
import { trainableNetwork } from "./trainable_network.ts";
import { trainingForward } from "./training_passes.ts";

/**
 * Gives the batch normalizations of a network the statistics of a dataset under
 * the weights that it has now: the means over batches. The running ones lag
 * behind the weights.
 *
 * @param model A loaded model or a `tf.LayersModel`; changed in place.
 * @param dataset The images, most often those of the training.
 * @param options How many at once, and a signal to stop.
 * @returns Nothing: the running statistics of the model are changed.
 * @throws {TypeError} If images or classes do not fit the network.
 * @throws {RangeError} If there is no image, or an option is out of its range.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { shapesDataset } from "fullgrad/data";
 * import { recomputeStatistics, vgg9 } from "fullgrad/training";
 * import { assert } from "@std/assert";
 *
 * await startBackend();
 * const network = vgg9({ classes: 10, imageShape: [64, 64, 3], plan: [4] });
 * await recomputeStatistics(network, shapesDataset({ seed: 1, size: 8 }));
 * const [, , mean] = network.getLayer("bn1").getWeights();
 * assert((await mean!.data()).some((value) => value !== 0));
 * network.dispose();
 * ```
 */
export async function recomputeStatistics(
  model: ModelInput,
  dataset: Dataset,
  options: EvaluateOptions = {},
): Promise<void> {
  checkEvaluateOptions("recompute statistics", options);
  const { batchSize = 100, signal } = options;
  const known = asModel(model);
  checkFit(known, dataset);
  const action = `recompute the statistics of "${known.name}"`;
  await withWeights([known], "change", { action, signal }, async () => {
    await ensureBackend();
    const network = trainableNetwork(known);
    for (let start = 0; start < dataset.size; start += batchSize) {
      signal?.throwIfAborted();
      const count = Math.min(batchSize, dataset.size - start);
      const { pixels } = await readBatch(
        action,
        dataset,
        Array.from({ length: count }, (_, i) => start + i),
      );
      const values = networkInput(pixels, known.preprocessing);
      // After k images of n, the next ones count n in k + n.
      const momentum = start / (start + count);
      tf.tidy(() => {
        const images = tf.tensor4d(values, [count, ...dataset.imageShape]);
        trainingForward(network, images, momentum);
      });
    }
  });
}
