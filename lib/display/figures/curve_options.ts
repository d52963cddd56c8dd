/** Options of {@linkcode curveFigure}. */
export interface CurveFigureOptions {
  /** Plain text at the top. */
  readonly title: string;
  /** Plain text below the title. */
  readonly subtitle?: string | undefined;
  /** What the places of the points mean, in plain text. */
  readonly x: string;
  /** What the values mean, in plain text. */
  readonly y: string;
  /** Texts for places that are no numbers, such as names of layers. */
  readonly places?:
    | readonly {
      readonly value: number;
      readonly text: string;
    }[]
    | undefined;
  /** Ends of the upright axis; what the curves need by default. */
  readonly range?: readonly [number, number] | undefined;
  /**
   * What the intervals are.
   *
   * @default {"interval"}
   */
  readonly interval?: string | undefined;
}
