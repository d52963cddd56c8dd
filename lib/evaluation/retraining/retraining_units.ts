import type { Columns, WorkUnit } from "../units/mod.ts";
import type { MethodRanking } from "./method_rankings.ts";
import type { RankedSets } from "./ranked_sets.ts";
import type { Retrainer, RetrainingData } from "./retrainer.ts";
import type { RetrainingSettings } from "./retraining_settings.ts";

/** Which of the two experiments it is. */
export type RetrainingExperiment = "remove" | "keep";

/** Far enough apart that a network's layers, seeded by addition, never meet. */
const RUN_SEEDS = 1000;

/** What the trainings of an experiment are made of. */
export interface RetrainingPlan {
  readonly experiment: RetrainingExperiment;
  readonly rankings: readonly MethodRanking[];
  readonly sets: RankedSets;
  readonly retrainer: Retrainer;
  readonly settings: RetrainingSettings;
}

/**
 * A unit for every training: first those on whole images, which both
 * experiments share, then those of every method, fraction and run.
 */
export function retrainingUnits(plan: RetrainingPlan): readonly WorkUnit[] {
  const { experiment, rankings, sets, settings } = plan;
  const runs = Array.from({ length: settings.runs }, (_, i) => i + 1);
  const whole = runs.map((run): WorkUnit => ({
    labels: {
      experiment: null,
      method: null,
      control: null,
      fraction: 0,
      run,
    },
    compute: (signal) => retrain(plan, sets.whole, run, signal),
  }));
  const parts = rankings.flatMap((ranking) =>
    settings.fractions.flatMap((fraction) =>
      runs.map((run): WorkUnit => ({
        labels: {
          experiment,
          method: ranking.name,
          control: ranking.control,
          fraction,
          run,
        },
        settings: ranking.settings,
        compute: async (signal) =>
          await retrain(
            plan,
            await sets.without(ranking, fraction),
            run,
            signal,
          ),
      }))
    )
  );
  return [...whole, ...parts];
}

async function retrain(
  { retrainer, settings }: RetrainingPlan,
  data: RetrainingData,
  run: number,
  signal: AbortSignal | undefined,
): Promise<Columns> {
  const { accuracy, trainingLoss, epochs } = await retrainer.retrain(data, {
    seed: settings.seed + RUN_SEEDS * run,
    ...(signal && { signal }),
  });
  if (!(accuracy >= 0 && accuracy <= 1)) {
    throw new RangeError(
      `Cannot use the accuracy of "${retrainer.name}" as it must be in [0, 1]: current value is ${accuracy}`,
    );
  }
  return {
    accuracy: [accuracy],
    training_loss: [trainingLoss ?? null],
    epochs: [epochs ?? null],
  };
}
