import { struct } from "../../engine/struct.ts";
import type { GatedFunction } from "../simd/args.ts";

/** What the passes over the gradient have in common. */
const PASS = {
  /** The gradient by the site's output. */
  gradient: "address",
  /** The factor's values, of one pixel at least. */
  factor: "address",
  /** Bytes from one pixel's factors to the next's: 0 if all have the same. */
  factorStep: "address",
  /** Pixels of an image. */
  pixels: "i32",
  channels: "i32",
  /** Pixels of a unit; units do not cross images. */
  unitPixels: "i32",
  unitsPerImage: "i32",
  /** The magnitude is max(p t, q t), squared if asked for. */
  p: "f32",
  q: "f32",
  squared: "i32",
} as const;

/** Of `term`; where the factor is of a function of x, x comes in its place. */
export const termArgs = struct({
  ...PASS,
  /** The gradient by x, or 0. */
  out: "address",
  /** Of a clipped ReLU: its greatest value. */
  ceiling: "f32",
  /** Per pixel, Σ t and Σ |t| over channels in float64. */
  sums: "address",
  /** Per pixel, Σ t² in float64, or 0. */
  squares: "address",
  /** Per unit, the numbers of {@linkcode Stat}. */
  stats: "address",
  /** Per unit and channel, the least and the greatest magnitude, or 0. */
  limits: "address",
});

/** Terms of a function that are made at a time: they stay in the first cache. */
export const BLOCK_TERMS = 2048;

/** Places of what `term` leaves per unit, in float64. */
export const Stat = {
  sum: 0,
  absolute: 1,
  low: 2,
  high: 3,
  /** The least |t|. */
  least: 4,
} as const;

/** Numbers that a unit has room for. */
export const STATS = 8;

/** Of `channelShare`. */
export const channelShareArgs = struct({
  limits: "address",
  shares: "address",
  unitsPerImage: "i32",
  channels: "i32",
  epsilon: "f32",
});

/** Of `channelMap`. */
export const channelMapArgs = struct({
  ...PASS,
  /** Per image, the channels' least magnitudes, then 1 / range. */
  shares: "address",
  /** Where the map is written. */
  map: "address",
});

/** What is taken of every term; a map is the sum of it over channels. */
export const Magnitude = {
  absolute: 0,
  positive: 1,
  negative: 2,
  signed: 3,
  square: 4,
} as const;

/**
 * How the magnitudes are rescaled before the sum: not at all, to 0…1 over each
 * image's site or the whole batch, or by the greatest one.
 */
export const Rescale = { none: 0, layer: 1, batch: 2, max: 3 } as const;

/** Of `finish`; as many {@linkcode finishedMap} follow as there are maps. */
export const finishArgs = struct({
  sums: "address",
  squares: "address",
  stats: "address",
  images: "i32",
  unitsPerImage: "i32",
  pixels: "i32",
  channels: "i32",
  /** A number of {@linkcode Rescale}. */
  rescale: "i32",
  epsilon: "f32",
  /** Blocks that an image is cut into, and a block's pixels. */
  blocksPerImage: "i32",
  blockPixels: "i32",
  /** Where the images' sums and absolute sums are written. */
  outSum: "address",
  outAbsolute: "address",
  maps: "i32",
});

/** A map that is written: a number of {@linkcode Magnitude}, and where. */
export const finishedMap = struct({ magnitude: "i32", out: "address" });

/** Of `upsampleAdd`. */
export const upsampleAddArgs = struct({
  map: "address",
  /** What is added to, or 0. */
  before: "address",
  out: "address",
  fromHeight: "i32",
  fromWidth: "i32",
  height: "i32",
  width: "i32",
  /** The linear tables of the rows, in rows, and of the columns, in bytes. */
  rows: "address",
  columns: "address",
});

/** What is taken of every term; a map is the sum of it over channels. */
export type TermMagnitude = keyof typeof Magnitude;

/** How the magnitudes are rescaled before the sum, also each channel's apart. */
export type TermRescale = keyof typeof Rescale | "channel";

/** The functions whose term and gradient are one pass. */
export type TermFunction = keyof typeof GatedFunction;

/** The attributes of the bias term. */
export interface TermAttributes {
  /** The maps that are wanted. */
  readonly maps: readonly TermMagnitude[];
  readonly rescale: TermRescale;
  /** What is added to the range that a rescaling divides by. */
  readonly epsilon: number;
}
