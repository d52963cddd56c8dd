/** Indices of the arguments that `term` and `channelMap` share. */
export namespace Arg {
  export const gradient: i32 = 0;
  /** The factor's values, of one pixel at least. */
  export const factor: i32 = 1;
  /** Bytes from one pixel's factors to the next's: 0 if all have the same. */
  export const factorStep: i32 = 2;
  /** Pixels of an image. */
  export const pixels: i32 = 3;
  export const channels: i32 = 4;
  /** Pixels of a unit; units do not cross images. */
  export const unitPixels: i32 = 5;
  export const unitsPerImage: i32 = 6;
  /** The magnitude is max(p t, q t), squared if asked for. */
  export const p: i32 = 7;
  export const q: i32 = 8;
  export const squared: i32 = 9;
  // Of term alone.
  /** Per pixel, Σ t and Σ |t| over channels in float64. */
  export const sums: i32 = 10;
  /** Per pixel, Σ t² in float64, or 0. */
  export const squares: i32 = 11;
  /** Per unit, the words of {@linkcode Stat}. */
  export const stats: i32 = 12;
  /** Per unit and channel, the least and the greatest magnitude, or 0. */
  export const limits: i32 = 13;
  // Of channelMap alone.
  /** Per image, the channels' least magnitudes, then 1 / range. */
  export const shares: i32 = 10;
  /** Where the map is written. */
  export const map: i32 = 11;
}

/** What `term` leaves per unit, in float64. */
export namespace Stat {
  export const sum: i32 = 0;
  export const absolute: i32 = 1;
  export const low: i32 = 2;
  export const high: i32 = 3;
  /** The least |t|. */
  export const least: i32 = 4;
  export const COUNT: i32 = 8;
}
