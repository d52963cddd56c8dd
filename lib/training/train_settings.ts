import { checkNumber } from "./check_number.ts";
import { checkSchedule, type Schedule } from "./schedules/mod.ts";
import type { TrainOptions, TrainSettings } from "./train_options.ts";

/** Every setting of a training; `earlyStop` may be none. */
export type FullSettings =
  & Required<Omit<TrainSettings, "earlyStop">>
  & Pick<TrainSettings, "earlyStop">;

/** The kinds of optimizer, with the rate from which each falls by default. */
const RATES = { sgdMomentum: 0.05, adam: 0.002 } as const;

/**
 * Returns every setting of a training, with defaults where the options say
 * nothing: what a fingerprint of it must cover.
 *
 * @throws {RangeError} If one is out of its range.
 * @throws {TypeError} If one is no number.
 *
 * @example
 * ```ts
 * import { trainSettings } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const { schedule } = trainSettings({ optimizer: { kind: "adam" } });
 * assertEquals(schedule, { kind: "cosine", rate: 0.002 });
 * ```
 */
export function trainSettings(options: TrainOptions = {}): FullSettings {
  const {
    epochs = 10,
    batchSize = 64,
    optimizer = { kind: "sgdMomentum", momentum: 0.9, weightDecay: 5e-4 },
    augmentation = {},
    labelSmoothing = 0,
    earlyStop,
    shuffle = true,
    statisticsMomentum = 0.9,
    seed = 0,
  } = options;
  if (!Object.hasOwn(RATES, optimizer.kind)) {
    throw new RangeError(
      `Cannot train as optimizer must be of the kind ${
        Object.keys(RATES).join(" or ")
      }: current value is ${JSON.stringify(optimizer.kind)}`,
    );
  }
  const schedule: Schedule = options.schedule ??
    { kind: "cosine", rate: RATES[optimizer.kind] };
  checkNumber("epochs", epochs, "count");
  checkNumber("batchSize", batchSize, "count");
  checkNumber("labelSmoothing", labelSmoothing, "shareBelowOne");
  checkNumber("statisticsMomentum", statisticsMomentum, "share");
  checkNumber("seed", seed, "integer");
  checkNumber("crop", augmentation.crop ?? 0, "countOrZero");
  checkSchedule(schedule);
  if (earlyStop?.patience !== undefined) {
    checkNumber("patience", earlyStop.patience, "count");
  }
  const needed = earlyStop?.of?.startsWith("validation") &&
    options.validation === undefined;
  if (needed) {
    throw new RangeError(
      `Cannot train as early stop by ${earlyStop?.of} must have validation images: current option validation is undefined`,
    );
  }
  return {
    epochs,
    batchSize,
    optimizer,
    schedule,
    augmentation,
    labelSmoothing,
    ...(earlyStop && { earlyStop }),
    shuffle,
    statisticsMomentum,
    seed,
  };
}
