/** A line of text in a figure, vertically centred on its place. */
export interface Label {
  /** Plain text: shown as it is. */
  readonly text: string;
  /** Pixels from the left. */
  readonly x: number;
  /** Pixels from the top. */
  readonly y: number;
  /** Font size in pixels. */
  readonly size: number;
  /** @default {400} */
  readonly weight?: 400 | 600;
  /** Which point of the text lies at `x`. */
  readonly anchor: "start" | "middle" | "end";
  /** CSS colour. */
  readonly color: string;
  /**
   * Degrees that the text is turned clockwise around its place.
   *
   * @default {0}
   */
  readonly angle?: number;
  /** CSS colour of a plate behind the text; none by default. */
  readonly plate?: string;
  /** The step of the figure's frame control that shows it; all by default. */
  readonly frame?: number | undefined;
  /** The whole text, shown on hover, where `text` is a shortened one. */
  readonly whole?: string | undefined;
}
