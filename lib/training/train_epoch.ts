import type { Dataset } from "../data/mod.ts";
import { permutation, Random } from "../random/mod.ts";
import { evaluateDataset } from "./evaluate_dataset.ts";
import { rateAt } from "./schedules/mod.ts";
import { type TrainingRun, trainStep } from "./train_step.ts";
import type { EpochRecord } from "./training_history.ts";

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
    await otherTasks();
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

/** Lets timers and signals come in: reading back need not leave the microtasks. */
function otherTasks(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
