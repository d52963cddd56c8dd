import { struct } from "../../engine/struct.ts";

/** Of a unit that is some rows, side by side. */
const ROWS = {
  length: "i32",
  rows: "i32",
  /** Rows of a unit. */
  unitRows: "i32",
} as const;

/** Of softmax. */
export const softmaxArgs = struct({ x: "address", out: "address", ...ROWS });

/** Of its gradient. */
export const softmaxGradientArgs = struct({
  dy: "address",
  /** The softmax itself. */
  y: "address",
  out: "address",
  ...ROWS,
});

/** Of layer normalization, and of its gradient. */
export const layerNormArgs = struct({
  x: "address",
  /** The gradient by the output, where its gradient is asked for, or 0. */
  dy: "address",
  out: "address",
  /** A factor per value of a row, or 0. */
  gamma: "address",
  /** A summand per value of a row, or 0. */
  beta: "address",
  epsilon: "f32",
  /** Whether the mean is subtracted first. */
  centered: "i32",
  ...ROWS,
});

/** Channels of pixels, some pixels a unit. */
const CHANNELS = {
  channels: "i32",
  pixels: "i32",
  unitPixels: "i32",
} as const;

/** Of the sums over pixels of x and of x · y. */
export const channelSumArgs = struct({
  x: "address",
  y: "address",
  /** Two float64 a channel, rounded up to four channels, for every unit. */
  out: "address",
  ...CHANNELS,
});

/** Of a · x + b · y + c, with numbers of every channel. */
export const channelAffineArgs = struct({
  x: "address",
  /** Or 0. */
  y: "address",
  out: "address",
  a: "address",
  b: "address",
  c: "address",
  ...CHANNELS,
});

/** Of what batch normalization in training makes of the sums. */
export const batchNormArgs = struct({
  sums: "address",
  units: "i32",
  channels: "i32",
  pixels: "i32",
  epsilon: "f32",
  /** Or 0. */
  gamma: "address",
  /** Or 0. */
  beta: "address",
  mean: "address",
  variance: "address",
  /** Where the gradients by γ and β go, if they are asked for. */
  gammaGradient: "address",
  betaGradient: "address",
  /** What `channelAffine` takes. */
  a: "address",
  b: "address",
  c: "address",
});
