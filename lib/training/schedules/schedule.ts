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
