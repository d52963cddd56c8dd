/** The sizes of a convolution of 3×3 taps with stride 1; all are positive. */
export interface WinogradShape {
  /** Images. */
  readonly batch: number;
  /** Rows of the input. */
  readonly inHeight: number;
  /** Columns of the input. */
  readonly inWidth: number;
  /** Channels of the input. */
  readonly inChannels: number;
  /** Rows of the output. */
  readonly outHeight: number;
  /** Columns of the output. */
  readonly outWidth: number;
  /** Channels of the output. */
  readonly outChannels: number;
}

/**
 * Whether Winograd's algorithm is expected to be faster than the convolution by
 * its definition. Times are those of one thread, in nanoseconds, as measured on
 * one machine with filters that are in no cache, as in a network; only their
 * ratios count.
 *
 * @param shape Sizes of a convolution with 3×3 taps, stride 1 and dilation 1.
 */
export function useWinograd(shape: WinogradShape): boolean {
  return Object.values(shape).every((size) => size > 0) &&
    winogradTime(shape) < directTime(shape);
}

/**
 * Whether it is expected to be faster for the gradient by the filter of such a
 * convolution.
 */
export function useWinogradFilterGradient(shape: WinogradShape): boolean {
  return Object.values(shape).every((size) => size > 0) &&
    winogradFilterTime(shape) < directFilterTime(shape);
}

function winogradFilterTime(
  { batch, outHeight, outWidth, inChannels, outChannels }: WinogradShape,
): number {
  const tiles = batch * Math.ceil(outHeight / 4) * Math.ceil(outWidth / 4);
  const transforms =
    tiles * (inChannels * TRANSFORM_TIME.input + outChannels * 60) +
    inChannels * outChannels * TRANSFORM_TIME.output;
  return 36 * productTime(inChannels, outChannels, tiles) / FILTER_SHARE +
    transforms / 4 + 2 * LAUNCH_TIME;
}

function directFilterTime(
  { batch, outHeight, outWidth, inChannels, outChannels }: WinogradShape,
): number {
  const positions = batch * outHeight * outWidth;
  return productTime(9 * inChannels, outChannels, positions) / FILTER_SHARE;
}

/** Share of the micro-kernel's speed where both factors are packed. */
const FILTER_SHARE = 0.8;

/** Operations per nanosecond of the micro-kernels. */
const SPEED = 52;

/** What a call of the micro-kernel costs beside its operations. */
const CALL_TIME = 20;

/** What is transformed beforehand takes a second launch. */
const LAUNCH_TIME = 10_000;

/** Four channels of a tile's input and output, and of the filter. */
const TRANSFORM_TIME = { input: 60, output: 45, filter: 50 };

function winogradTime(
  { batch, outHeight, outWidth, inChannels, outChannels }: WinogradShape,
): number {
  const tiles = batch * Math.ceil(outHeight / 4) * Math.ceil(outWidth / 4);
  const inputs = 8 * Math.ceil(inChannels / 8);
  const outputs = 8 * Math.ceil(outChannels / 8);
  const transforms = tiles * inputs * TRANSFORM_TIME.input +
    tiles * outputs * TRANSFORM_TIME.output +
    inputs * outputs * TRANSFORM_TIME.filter;
  const rows = 6 * Math.ceil(tiles / 6);
  return 36 * productTime(rows, outputs, inputs) + transforms / 4 +
    LAUNCH_TIME;
}

function directTime(
  { batch, outHeight, outWidth, inChannels, outChannels }: WinogradShape,
): number {
  const positions = batch * outHeight * outWidth;
  // Tiles have 6 rows, or 5.
  const rows = Math.max(positions, 5 * Math.ceil(positions / 6));
  return productTime(rows, outChannels, 9 * inChannels);
}

/** Time of a product of matrices, rows × depth by depth × columns. */
function productTime(rows: number, columns: number, depth: number): number {
  const tiles = rows / 6 * Math.ceil(columns / 8);
  return tiles * (2 * 6 * 8 * depth / SPEED + CALL_TIME);
}
