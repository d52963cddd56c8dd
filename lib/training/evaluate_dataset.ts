import * as tf from "@tensorflow/tfjs";
import { type Dataset, networkInput } from "../data/mod.ts";
import type { Model } from "../model/mod.ts";
import { forward } from "../propagation/mod.ts";
import { batchScores } from "./batch_scores.ts";
import { classTargets } from "./class_targets.ts";

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
    const { pixels, labels } = await dataset.read(
      Array.from({ length: count }, (_, i) => start + i),
    );
    const values = networkInput(pixels, model.preprocessing);
    const logProbabilities = tf.tidy(() =>
      tf.logSoftmax(
        forward(
          model.graph,
          tf.tensor4d(values, [count, ...dataset.imageShape]),
        ).output,
      )
    );
    const numbers = await logProbabilities.data();
    logProbabilities.dispose();
    const targets = classTargets(labels, dataset.classes.length, 0);
    const scores = batchScores(numbers, targets, labels);
    loss += scores.loss;
    right += scores.right;
  }
  return { loss: loss / dataset.size, accuracy: right / dataset.size };
}
