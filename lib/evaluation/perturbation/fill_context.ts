import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { FillContext } from "./fill.ts";

/** Standard deviation of ROAD's noise, where pixels are 0…1. */
const NOISE = 0.01;

/**
 * What fills need to know of a network's input.
 *
 * Where the preprocessing is known, noise is in units of a pixel 0…1, else in
 * units of the input.
 *
 * @param images The dataset whose mean is taken.
 * @param mean The mean color, where it is known.
 * @throws {RangeError} If the mean has not a number for every channel.
 */
export function fillContext(
  { preprocessing }: Pick<Model, "preprocessing">,
  { values, shape: [, height, width, channels] }: Images,
  mean: readonly number[] = channelMean(values, channels),
): FillContext {
  if (mean.length !== channels) {
    throw new RangeError(
      `Cannot fill with the mean color as it must have ${channels} numbers, one a channel: current number is ${mean.length}`,
    );
  }
  const shape = [height, width, channels] as const;
  const known = {
    shape,
    mean,
    zeroNormalized: Array(channels).fill(0),
  };
  if (preprocessing === undefined) {
    return { ...known, black: undefined, noise: Array(channels).fill(NOISE) };
  }
  const { scale, mean: subtracted, std } = preprocessing;
  return {
    ...known,
    black: std.map((deviation, c) => -subtracted[c]! / deviation),
    noise: std.map((deviation) => Math.abs(255 * scale / deviation) * NOISE),
  };
}

/**
 * The mean of every channel over all pixels of all images.
 *
 * @param values Images, channels last: `[…, C]`.
 * @param channels C.
 */
function channelMean(
  values: Float32Array,
  channels: number,
): readonly number[] {
  const sums = new Float64Array(channels);
  for (let i = 0; i < values.length; i += channels) {
    for (let c = 0; c < channels; c++) sums[c]! += values[i + c]!;
  }
  return Array.from(sums, (sum) => sum * channels / values.length);
}
