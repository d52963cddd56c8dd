/** A square picture being painted: row-major RGB, 0…255, fractions allowed. */
export interface Canvas {
  /** Width and height in pixels. */
  readonly size: number;
  /** The colours, `[size, size, 3]`. */
  readonly rgb: Float64Array;
}
