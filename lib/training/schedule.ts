import {
  listOf,
  nonNegativeInteger,
  number,
  positive,
} from "../options/mod.ts";
import type { VariantRequirements } from "./check_variant.ts";

/** What every schedule has. */
export interface RatedSchedule {
  /** The greatest learning rate, over 0. */
  readonly rate: number;
  /**
   * Number of steps in which the rate rises to `rate` by equal amounts.
   *
   * @default {0}
   */
  readonly warmUp?: number;
}

/** One learning rate to the end. */
export interface ConstantSchedule extends RatedSchedule {
  /** Which schedule it is. */
  readonly kind: "constant";
}

/** From `rate` to 0 along half a turn of a cosine (Loshchilov & Hutter 2017). */
export interface CosineSchedule extends RatedSchedule {
  /** Which schedule it is. */
  readonly kind: "cosine";
}

/** Smaller by a factor at some epochs. */
export interface StepSchedule extends RatedSchedule {
  /** Which schedule it is. */
  readonly kind: "step";
  /** The epochs, counted from 0, at whose beginning the rate falls. */
  readonly epochs: readonly number[];
  /**
   * What the rate is multiplied by at each of them, in (0, 1].
   *
   * @default {0.1}
   */
  readonly factor?: number;
}

/** How the learning rate runs: plain data, for files and fingerprints. */
export type Schedule = ConstantSchedule | CosineSchedule | StepSchedule;

const RATED = { rate: positive, warmUp: nonNegativeInteger };

/** What the numbers of every kind of schedule must be. */
export const SCHEDULES: VariantRequirements<Schedule> = {
  constant: RATED,
  cosine: RATED,
  step: {
    ...RATED,
    epochs: listOf(nonNegativeInteger),
    factor: number("in (0, 1]", (factor) => factor > 0 && factor <= 1),
  },
};

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
