import * as tf from "@tensorflow/tfjs";
import { type Dataset, networkInput, readBatch } from "../data/mod.ts";
import type { Model } from "../model/mod.ts";
import { yieldToEventLoop } from "../propagation/mod.ts";
import { permutation, Random } from "../random/mod.ts";
import { augment } from "./augment.ts";
import {
  type BatchScores,
  batchScores,
  classTargets,
} from "./classification.ts";
import { evaluateDataset } from "./evaluate_accuracy.ts";
import type { RunningOptimizer } from "./optimizer.ts";
import { rateAt } from "./schedule.ts";
import type { FullSettings } from "./train_options.ts";
import type { TrainableNetwork } from "./trainable_network.ts";
import type { EpochRecord } from "./training_history.ts";
import { lossGradients } from "./training_passes.ts";

/** What every step of a training uses. */
export interface TrainingRun {
  readonly model: Model;
  readonly network: TrainableNetwork;
  readonly optimizer: RunningOptimizer;
  readonly dataset: Dataset;
  readonly settings: FullSettings;
}

/** The random streams of a training. */
const STREAMS = { order: 1, augmentation: 2 } as const;

/** Images that are validated at once. */
const VALIDATION_BATCH = 100;

/** Which epoch it is, and what goes on around it. */
interface Epoch {
  /** Counted from 0. */
  readonly epoch: number;
  readonly stepsPerEpoch: number;
  readonly validation: Dataset | undefined;
  readonly signal: AbortSignal | undefined;
  /** Called after every step. */
  readonly advance: () => void;
}

/** Learns from every image once. */
export async function trainEpoch(
  run: TrainingRun,
  { epoch, stepsPerEpoch, validation, signal, advance }: Epoch,
): Promise<EpochRecord> {
  const { dataset, settings, model } = run;
  const { seed, batchSize, schedule, epochs, shuffle } = settings;
  const begin = performance.now();
  const order = shuffle
    ? permutation(dataset.size, new Random(seed, epoch, STREAMS.order))
    : Array.from({ length: dataset.size }, (_, i) => i);
  const random = new Random(seed, epoch, STREAMS.augmentation);
  let [loss, right, rate] = [0, 0, 0];
  for (let i = 0; i < stepsPerEpoch; i++) {
    signal?.throwIfAborted();
    rate = rateAt(schedule, {
      step: epoch * stepsPerEpoch + i,
      stepsPerEpoch,
      steps: epochs * stepsPerEpoch,
    });
    const indices = order.slice(i * batchSize, (i + 1) * batchSize);
    const scores = await trainStep(run, { indices, rate, random });
    loss += scores.loss;
    right += scores.right;
    advance();
    await yieldToEventLoop();
  }
  const scores = validation && await evaluateDataset(model, validation, {
    batchSize: VALIDATION_BATCH,
    signal,
  });
  return {
    loss: loss / dataset.size,
    accuracy: right / dataset.size,
    rate,
    seconds: (performance.now() - begin) / 1000,
    ...(scores && {
      validationLoss: scores.loss,
      validationAccuracy: scores.accuracy,
    }),
  };
}

/** What one step learns from. */
interface TrainingStep {
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
async function trainStep(
  { model, network, optimizer, dataset, settings }: TrainingRun,
  { indices, rate, random }: TrainingStep,
): Promise<BatchScores> {
  const classes = dataset.classes.length;
  const { pixels, labels } = await readBatch(
    `train "${model.name}"`,
    dataset,
    indices,
  );
  const targets = classTargets(labels, classes, settings.labelSmoothing);
  const seen = augment(
    pixels,
    dataset.imageShape,
    settings.augmentation,
    random,
  );
  const batch = {
    images: tf.tensor4d(networkInput(seen, model.preprocessing), [
      indices.length,
      ...dataset.imageShape,
    ]),
    targets: tf.tensor2d(targets, [indices.length, classes]),
  };
  const owned: tf.Tensor[] = [batch.images, batch.targets];
  try {
    const { logProbabilities, gradients } = lossGradients(
      network,
      batch,
      settings.statisticsMomentum,
    );
    owned.push(logProbabilities, ...gradients);
    const numbers = await logProbabilities.data();
    const scores = batchScores(numbers, targets, labels);
    if (Number.isFinite(scores.loss)) {
      optimizer.apply(gradients, rate);
      return scores;
    }
    throw new RangeError(
      `Cannot train "${model.name}" on ${dataset.name} as the loss must be finite: current value is ${scores.loss}; a smaller learning rate than ${rate} may help`,
    );
  } finally {
    tf.dispose(owned);
  }
}
