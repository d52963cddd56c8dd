/** A colour picture to draw: one byte for each of red, green and blue. */
export interface RgbImage {
  /** The pixels `[height, width, 3]`, row by row. */
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
}
