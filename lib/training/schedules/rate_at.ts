import { checkNumber } from "../check_number.ts";
import type { Schedule } from "./schedule.ts";

/** Where in a training a step is. */
interface Place {
  /** The step, counted from 0. */
  readonly step: number;
  /** Steps an epoch. */
  readonly stepsPerEpoch: number;
  /** Steps in all. */
  readonly steps: number;
}

/** The share of the greatest rate that every kind of schedule gives. */
const SHARES: {
  readonly [K in Schedule["kind"]]: (
    schedule: Extract<Schedule, { kind: K }>,
    place: Place,
  ) => number;
} = {
  constant: () => 1,
  cosine: ({ warmUp = 0 }, { step, steps }) =>
    (1 + Math.cos(Math.PI * (step - warmUp) / (steps - warmUp))) / 2,
  step: ({ epochs, factor = 0.1 }, { step, stepsPerEpoch }) =>
    factor ** epochs.filter((epoch) => step >= epoch * stepsPerEpoch).length,
};

/** Returns the learning rate of a step. */
export function rateAt<K extends Schedule["kind"]>(
  schedule: Extract<Schedule, { kind: K }>,
  place: Place,
): number {
  const { rate, warmUp = 0 } = schedule;
  return place.step < warmUp
    ? rate * (place.step + 1) / warmUp
    : rate * SHARES[schedule.kind as K](schedule, place);
}

/**
 * Throws unless a schedule's numbers are in their ranges.
 *
 * @throws {RangeError} If one is not, or the kind is not known.
 */
export function checkSchedule(schedule: Schedule): void {
  if (!Object.hasOwn(SHARES, schedule.kind)) {
    throw new RangeError(
      `Cannot train as schedule must be of the kind ${
        Object.keys(SHARES).join(", ")
      }: current value is ${JSON.stringify(schedule.kind)}`,
    );
  }
  checkNumber("rate", schedule.rate, "positive");
  checkNumber("warmUp", schedule.warmUp ?? 0, "countOrZero");
  if (schedule.kind !== "step") return;
  checkNumber("factor", schedule.factor ?? 0.1, "factor");
  schedule.epochs.forEach((epoch) =>
    checkNumber("an epoch of the schedule", epoch, "countOrZero")
  );
}
