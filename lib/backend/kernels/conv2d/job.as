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
 *
 * The fields are the 32-bit words that `job.ts` writes.
 */
@unmanaged
export class Job {
  input: usize;
  images: i32;
  inHeight: i32;
  inWidth: i32;
  inChannels: i32;
  groups: i32;

  /** Number of input channels of a group. */
  run: i32;
  /** Number of output channels of a group. */
  columns: i32;
  /** For each group and 8 of its columns, `depth` rows of 8 floats. */
  filter: usize;
  /** Rows of a packed panel: taps · run, or a multiple of 8 if gathered. */
  depth: i32;
  /** Whether few channels make it worthwhile to copy the taps together. */
  isGathered: i32;

  output: usize;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;

  height: i32;
  width: i32;
  top: i32;
  left: i32;
  stepY: i32;
  stepX: i32;

  y: i32;
  x: i32;
  strideY: i32;
  strideX: i32;
  tapsY: i32;
  tapsX: i32;
  tapStepY: i32;
  tapStepX: i32;

  /** First work unit of this job among those of a launch. */
  firstUnit: i32;
  /** Positions of a unit, a multiple of 6. */
  blockRows: i32;
  /** Panels of 8 columns of a unit. */
  blockPanels: i32;

  /** What sums start from, per output channel, or 0. */
  bias: usize;
  /** Of `activate`; linear, relu and relu6 are done by the bounds. */
  activation: i32;
  alpha: f32;
  /** Per output channel, or 0. */
  slopes: usize;
  low: f32;
  high: f32;
  /** Factors of the sums, per output channel, or 0. */
  scale: usize;
  /** Added to the sums times their factors, per output channel, or 0. */
  shift: usize;
  /** Added before the activation; laid out as the output; or 0. */
  residual: usize;
}

/** Bytes of a job. */
export const JOB_BYTES: usize = offsetof<Job>();
