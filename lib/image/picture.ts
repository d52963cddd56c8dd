/**
 * One decoded picture: bytes 0…255 `[height, width, channels]`, without alpha.
 */
export interface Picture {
  /** The pixels, row by row, channels last: gray, or red, green, blue. */
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** 1 for gray, 3 for colour. */
  readonly channels: 1 | 3;
}
