/** One bar of a figure. */
export interface Bar {
  /** Plain text to its left. */
  readonly name: string;
  /** Its length; bars below zero go to the left. */
  readonly value: number;
  /** More to say on hover, in plain text. */
  readonly detail?: string | undefined;
}
