import * as tf from "@tensorflow/tfjs";
import { type Dataset, networkInput } from "../data/mod.ts";
import type { Model } from "../model/mod.ts";
import type { Random } from "../random/mod.ts";
import { augment } from "./augmentation/mod.ts";
import { type BatchScores, batchScores } from "./batch_scores.ts";
import { classTargets } from "./class_targets.ts";
import type { RunningOptimizer } from "./optimizers/mod.ts";
import { lossGradients, type TrainableNetwork } from "./step/mod.ts";
import type { FullSettings } from "./train_settings.ts";

/** What every step of a training uses. */
export interface TrainingRun {
  readonly model: Model;
  readonly network: TrainableNetwork;
  readonly optimizer: RunningOptimizer;
  readonly dataset: Dataset;
  readonly settings: FullSettings;
}

/** What one step learns from. */
export interface TrainingStep {
  /** Positions of the images in the dataset. */
  readonly indices: readonly number[];
  /** The learning rate. */
  readonly rate: number;
  /** Where augmentation takes its numbers from. */
  readonly random: Random;
}

/**
 * Learns from some images.
 *
 * @returns How they were classified before.
 * @throws {RangeError} If the loss is not finite; the weights stay.
 */
export async function trainStep(
  { model, network, optimizer, dataset, settings }: TrainingRun,
  { indices, rate, random }: TrainingStep,
): Promise<BatchScores> {
  const classes = dataset.classes.length;
  const { pixels, labels } = await dataset.read(indices);
  const seen = augment(
    pixels,
    dataset.imageShape,
    settings.augmentation,
    random,
  );
  const targets = classTargets(labels, classes, settings.labelSmoothing);
  const batch = {
    images: tf.tensor4d(networkInput(seen, model.preprocessing), [
      indices.length,
      ...dataset.imageShape,
    ]),
    targets: tf.tensor2d(targets, [indices.length, classes]),
  };
  const { logProbabilities, gradients } = lossGradients(
    network,
    batch,
    settings.statisticsMomentum,
  );
  const numbers = await logProbabilities.data();
  const scores = batchScores(numbers, targets, labels);
  const finite = Number.isFinite(scores.loss);
  if (finite) optimizer.apply(gradients, rate);
  tf.dispose([batch.images, batch.targets, logProbabilities, ...gradients]);
  if (finite) return scores;
  throw new RangeError(
    `Cannot train "${model.name}" on ${dataset.name} as the loss must be finite: current value is ${scores.loss}; a smaller learning rate than ${rate} may help`,
  );
}
