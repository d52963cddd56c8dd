import * as tf from "@tensorflow/tfjs";
import { ensureBackend } from "../backend/mod.ts";
import { progress } from "../display/mod.ts";
import type { Dataset } from "../data/mod.ts";
import {
  asModel,
  type Model,
  type ModelInput,
  withWeights,
} from "../model/mod.ts";
import { checkClassOrder, checkFit } from "./check_dataset.ts";
import { EarlyStopWatch } from "./early_stop_watch.ts";
import { startOptimizer } from "./optimizer.ts";
import { trainableNetwork } from "./trainable_network.ts";
import { trainEpoch } from "./train_epoch.ts";
import {
  type FullSettings,
  type TrainOptions,
  trainSettings,
} from "./train_options.ts";
import {
  type EpochRecord,
  type TrainingEnd,
  TrainingHistory,
} from "./training_history.ts";

/**
 * Trains a network to name the class of images, by the cross-entropy of its
 * softmax, and returns what happened.
 *
 * The weights change in place. On one backend and machine the same model, images
 * and options give the same weights, bit by bit. Weights of frozen layers
 * (`trainable = false`) stay as they are; batch normalizations use the batch's
 * own statistics, unless they are frozen. Regularizers of layers are not applied:
 * the optimizer's weight decay is.
 *
 * @param model A loaded model or a `tf.LayersModel` whose output is logits or
 * their softmax. One with `preprocessing` gets its pixels by it; another gets
 * them as they are, 0…1.
 * @param dataset The images to learn from.
 * @param options How, and for how long.
 * @returns Loss and accuracy of every epoch, and every setting as it was used.
 * @throws {TypeError} If images or classes do not fit the network, a layer cannot
 * be trained, as dropout, or an option does not exist or has another type.
 * @throws {RangeError} If an option is out of its range, or the loss is not
 * finite.
 * @throws {Error} If a job on the same model calls it; another one is awaited.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { shapesDataset } from "fullgrad/data";
 * import { train, vgg9 } from "fullgrad/training";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const network = vgg9({
 *   classes: 10,
 *   imageShape: [64, 64, 3],
 *   plan: [4, "M", 8, "M", 8],
 *   seed: 1,
 * });
 * const history = await train(network, shapesDataset({ seed: 1, size: 16 }), {
 *   epochs: 2,
 *   batchSize: 8,
 *   optimizer: { kind: "adam" },
 *   augmentation: { flip: true, crop: 2 },
 * });
 * assertEquals(history.data.epochs.length, 2);
 * network.dispose();
 * ```
 */
export async function train(
  model: ModelInput,
  dataset: Dataset,
  options: TrainOptions = {},
): Promise<TrainingHistory> {
  const settings = trainSettings(options);
  const { validation, signal } = options;
  const trained = asModel(model);
  checkFit(trained, dataset);
  const action = `train "${trained.name}"`;
  const { name, classNames: classes } = trained;
  checkClassOrder(action, { name, classes }, dataset);
  if (validation) {
    checkFit(trained, validation);
    checkClassOrder(action, dataset, validation);
  }
  return await withWeights(
    [trained],
    "change",
    { action, signal },
    ({ models: [held], outside }) =>
      trainHeld(held, dataset, settings, {
        ...options,
        ...(options.onProgress && { onProgress: outside(options.onProgress) }),
      }),
  );
}

/**
 * Trains a network whose weights the caller holds, in a job of its own.
 *
 * @param settings Those of {@linkcode trainSettings}, checked.
 * @throws As {@linkcode train}.
 */
export async function trainHeld(
  trained: Model,
  dataset: Dataset,
  settings: FullSettings,
  { validation, signal, onProgress }: TrainOptions,
): Promise<TrainingHistory> {
  checkFit(trained, dataset);
  await ensureBackend();
  const network = trainableNetwork(trained);
  using optimizer = startOptimizer(settings.optimizer, network.parameters);
  using watch = new EarlyStopWatch(
    settings.earlyStop ?? {},
    validation !== undefined,
    trained,
  );
  const stepsPerEpoch = Math.ceil(dataset.size / settings.batchSize);
  const steps = stepsPerEpoch * settings.epochs;
  using bar = onProgress
    ? undefined
    : progress(`Training ${trained.name}`, steps);
  let done = 0;
  const advance = () => {
    done += 1;
    bar?.advance();
    onProgress?.(done, steps);
  };

  const epochs: EpochRecord[] = [];
  let end: TrainingEnd | undefined;
  while (end === undefined) {
    const epoch = epochs.length;
    const record = await trainEpoch(
      { model: trained, network, optimizer, dataset, settings },
      { epoch, stepsPerEpoch, validation, signal, advance },
    );
    epochs.push(record);
    end = watch.after(record, epoch) ??
      (epochs.length === settings.epochs ? "epochs" : undefined);
  }
  return new TrainingHistory({
    model: trained.name,
    dataset: dataset.name,
    images: dataset.size,
    epochs,
    weightsOf: watch.restore(epochs.length - 1),
    end,
    settings,
    backend: tf.getBackend(),
  });
}
