/** Indices of the arguments that `term` and `channelMap` share. */
export namespace Arg {
  export const gradient: i32 = 0;
  /** The factor's values, of one pixel at least. */
  export const factor: i32 = 1;
  /** Bytes from one pixel's factors to the next's: 0 if all have the same. */
  export const factorStep: i32 = 2;
  /** The output of the relu behind the site, or 0. */
  export const mask: i32 = 3;
  /** Pixels of an image. */
  export const pixels: i32 = 4;
  export const channels: i32 = 5;
  /** Pixels of a unit; units do not cross images. */
  export const unitPixels: i32 = 6;
  export const unitsPerImage: i32 = 7;
  /** The magnitude is max(p t, q t), squared if asked for. */
  export const p: i32 = 8;
  export const q: i32 = 9;
  export const squared: i32 = 10;
  // Of term alone.
  /** What the written gradient is multiplied by, or 0. */
  export const scale: i32 = 11;
  /** Where the gradient is written, or 0. */
  export const written: i32 = 12;
  /** Per pixel, Σ t and Σ |t| over channels in float64. */
  export const sums: i32 = 13;
  /** Per pixel, Σ t² in float64, or 0. */
  export const squares: i32 = 14;
  /** Per unit, the words of {@linkcode Stat}. */
  export const stats: i32 = 15;
  /** Per unit and channel, the least and the greatest magnitude, or 0. */
  export const limits: i32 = 16;
  // Of channelMap alone.
  /** Per image, the channels' least magnitudes, then 1 / range. */
  export const shares: i32 = 11;
  /** Where the map is written. */
  export const map: i32 = 12;
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
