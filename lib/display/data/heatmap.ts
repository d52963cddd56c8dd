/** A map of numbers to draw in colour. */
export interface Heatmap {
  /** What made the map: the method's or the layer's name, shown on hover. */
  readonly name: string;
  /** The values `[height, width]`, row by row; NaN leaves a gap. */
  readonly values: Float32Array;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /**
   * Whether values of both signs mean something. A signed map is drawn in two
   * colours around zero, an unsigned one must not have values below zero.
   */
  readonly signed: boolean;
  /** What the numbers are, with their unit: the title of the colour bar. */
  readonly meaning: string;
}
