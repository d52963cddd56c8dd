/** One line of a figure, with the interval around it. */
export interface Curve {
  /** Plain text in the legend and on hover. */
  readonly name: string;
  /** Places of the points, in order. */
  readonly x: readonly number[];
  /** One value for each place; NaN leaves a gap. */
  readonly y: readonly number[];
  /** The interval's ends, one of each for each place. */
  readonly interval?: {
    readonly low: readonly number[];
    readonly high: readonly number[];
  } | undefined;
  /**
   * Whether the line is dashed, as that of a control.
   *
   * @default {false}
   */
  readonly dashed?: boolean | undefined;
}
