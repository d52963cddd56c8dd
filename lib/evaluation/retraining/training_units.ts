import {
  type EvaluatedMethod,
  type ExperimentUnit,
  type PreparedMethods,
  type UnitResult,
  VERSION,
} from "../run/mod.ts";
import type { RetrainingData } from "./retrainer.ts";
import type { RetrainingSettings } from "./retraining_options.ts";

/** Which of the two experiments it is. */
export type RetrainingExperiment = "remove" | "keep";

/** Far enough apart that a network's layers, seeded by addition, never meet. */
const RUN_SEEDS = 1000;

/** A training on images without a share of their pixels; of none, as they are. */
export interface TrainingUnit extends ExperimentUnit {
  readonly run: number;
  readonly masked: {
    readonly method: EvaluatedMethod;
    readonly fraction: number;
  } | undefined;
}

/**
 * A unit for every training: first those on whole images, which both experiments
 * and all methods share, then those of every method, fraction and run.
 */
export function trainingUnits(
  experiment: RetrainingExperiment,
  { methods, backend }: Pick<PreparedMethods, "methods" | "backend">,
  { fractions, runs }: RetrainingSettings,
): readonly TrainingUnit[] {
  const numbers = Array.from({ length: runs }, (_, i) => i + 1);
  const whole = numbers.map((run): TrainingUnit => ({
    labels: { fraction: 0, run },
    key: ["whole images", VERSION, backend],
    block: { points: [0, 1], repeats: [run - 1, run] },
    run,
    masked: undefined,
  }));
  const parts = methods.flatMap((method, m) =>
    fractions.flatMap((fraction, i) =>
      numbers.map((run): TrainingUnit => ({
        labels: { experiment, method: method.name, fraction, run },
        key: method.key,
        block: {
          methods: [m, m + 1],
          points: [i + 1, i + 2],
          repeats: [run - 1, run],
        },
        run,
        masked: { method, fraction },
      }))
    )
  );
  return [...whole, ...parts];
}

/**
 * What became of a network that was trained from scratch.
 *
 * @throws {RangeError} If its accuracy is none.
 */
export async function retrained(
  { retrainer, seed }: RetrainingSettings,
  data: RetrainingData,
  run: number,
  signal: AbortSignal | undefined,
): Promise<UnitResult> {
  const { accuracy, trainingLoss, epochs } = await retrainer.retrain(data, {
    seed: seedOf(seed, run),
    ...(signal && { signal }),
  });
  if (!(accuracy >= 0 && accuracy <= 1)) {
    throw new RangeError(
      `Cannot use the accuracy of "${retrainer.name}" as it must be in [0, 1]: current value is ${accuracy}`,
    );
  }
  return { values: [accuracy, trainingLoss ?? null, epochs ?? null] };
}

/** What chooses all that is random in a run. */
export function seedOf(seed: number, run: number): number {
  return seed + RUN_SEEDS * run;
}
