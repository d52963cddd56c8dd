import { struct } from "../../engine/struct.ts";
import { FUSED_FIELDS } from "../activation/args.ts";

/** Of `convolve`: the jobs of a launch. */
export const convolveArgs = struct({ jobs: "address", count: "i32" });

/**
 * A convolution whose outputs lie on a regular grid of `height` × `width`:
 *
 *   output[n][top + i · stepY][left + j · stepX][group · columns + f] =
 *     bias[f] + Σ_{u, v, c} filter[group][u][v][c][f] ·
 *       input[n][i · strideY + y + u · tapStepY][j · strideX + x + v · tapStepX]
 *         [group · run + c]
 *
 * where an input outside of the image is 0. A convolution is one job. The
 * gradient for the input of one with stride s is a job for each of the s²
 * phases of the image, with the taps that meet it.
 */
export const job = struct({
  input: "address",
  images: "i32",
  inHeight: "i32",
  inWidth: "i32",
  inChannels: "i32",
  groups: "i32",

  /** Number of input channels of a group. */
  run: "i32",
  /** Number of output channels of a group. */
  columns: "i32",
  /** For each group and 8 of its columns, `depth` rows of 8 floats. */
  filter: "address",
  /** Rows of a packed panel: taps · run, or a multiple of 8 if gathered. */
  depth: "i32",
  /** Whether few channels make it worthwhile to copy the taps together. */
  isGathered: "i32",

  output: "address",
  outHeight: "i32",
  outWidth: "i32",
  outChannels: "i32",

  height: "i32",
  width: "i32",
  top: "i32",
  left: "i32",
  stepY: "i32",
  stepX: "i32",

  y: "i32",
  x: "i32",
  strideY: "i32",
  strideX: "i32",
  tapsY: "i32",
  tapsX: "i32",
  tapStepY: "i32",
  tapStepX: "i32",

  /** First work unit of this job among those of a launch. */
  firstUnit: "i32",
  /** Positions of a unit, a multiple of 6. */
  blockRows: "i32",
  /** Panels of 8 columns of a unit. */
  blockPanels: "i32",

  /**
   * The bias is what sums start from, 0 where they have factors. Linear, relu
   * and relu6 are done by the bounds.
   */
  ...FUSED_FIELDS,
  low: "f32",
  high: "f32",
  /** Factors of the sums, per output channel, or 0. */
  scale: "address",
  /** Added to the sums times their factors, per output channel, or 0. */
  shift: "address",
  /** Added before the activation; laid out as the output; or 0. */
  residual: "address",
  /** What the output is 0 where it is not above 0; laid out as it; or 0. */
  mask: "address",
});

/** Of `narrowGradient`: the gradient for an input of few channels. */
export const narrowGradientArgs = struct({
  dy: "address",
  outHeight: "i32",
  outWidth: "i32",
  outChannels: "i32",
  /** Packed panels of `outChannels` rows; a column is a tap and a channel. */
  filter: "address",
  tapsY: "i32",
  tapsX: "i32",
  strideY: "i32",
  strideX: "i32",
  dilationY: "i32",
  dilationX: "i32",
  padY: "i32",
  padX: "i32",
  dx: "address",
  inHeight: "i32",
  inWidth: "i32",
  /** At most 4. */
  inChannels: "i32",
  /** Rows of `dx` of a unit. */
  blockRows: "i32",
});

/**
 * Of `packFilter`. Of a filter [height, width, channels, filters] the taps are
 * (y + u · stepY, x + v · stepX); `run` and `columns` are channels and filters
 * of a group, or, where it is transposed, filters and channels.
 */
export const packFilterArgs = struct({
  filter: "address",
  target: "address",
  width: "i32",
  channels: "i32",
  filters: "i32",
  isTransposed: "i32",
  y: "i32",
  x: "i32",
  stepY: "i32",
  stepX: "i32",
  tapsY: "i32",
  tapsX: "i32",
  run: "i32",
  columns: "i32",
  /** Rows of a packed panel. */
  depth: "i32",
  /** Factors of the filters, where these are summed over; or 0. */
  factors: "address",
});
