/** What is known of a measure before anything is measured. */
export interface MeasureLimits {
  /** What the number is, as an axis says it. */
  readonly meaning: string;
  /** Whether a low or a high number speaks for a method; neither of the two, where there is none. */
  readonly better?: "lower" | "higher";
  /** Who has proposed it, and when. */
  readonly source: string;
  /** What is held against it, in few words: the line below a title. */
  readonly limit: string;
  /** The same as sentences, for texts. */
  readonly limits: readonly string[];
}

/** Measures by name. */
export type KnownMeasures = Readonly<Record<string, MeasureLimits>>;
