/** Options of {@linkcode barFigure}. */
export interface BarFigureOptions {
  /** Plain text at the top. */
  readonly title: string;
  /** Plain text below the title. */
  readonly subtitle?: string | undefined;
  /** What the lengths of the bars mean, in plain text. */
  readonly meaning: string;
  /**
   * How values are written: as `+12.3 %` of a whole, or as numbers.
   *
   * @default {"share"}
   */
  readonly format?: "share" | "number" | undefined;
}
