/** A picture as a data URL, and the size it has there. */
export interface Raster {
  /** `data:image/…;base64,…`. */
  readonly url: string;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
}
