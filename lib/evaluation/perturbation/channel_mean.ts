/**
 * The mean of every channel over all pixels of all images.
 *
 * @param values Images, channels last: `[…, C]`.
 * @param channels C.
 */
export function channelMean(
  values: Float32Array,
  channels: number,
): readonly number[] {
  const sums = new Float64Array(channels);
  for (let i = 0; i < values.length; i += channels) {
    for (let c = 0; c < channels; c++) sums[c]! += values[i + c]!;
  }
  return Array.from(sums, (sum) => sum * channels / values.length);
}
