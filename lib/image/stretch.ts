/**
 * Returns values of unknown scale as gray or colour pixels: every image is
 * stretched from its own minimum…maximum, over all channels, to 0…255.
 *
 * For display only. A constant image becomes mid-gray. One channel and three
 * stay as they are; of any other number the mean is taken, for gray.
 *
 * @param values Values `[N, H, W, C]`; not changed.
 * @param n Number of images.
 * @param channels C.
 * @returns Bytes `[N, H, W, 3]` for three channels, else `[N, H, W, 1]`.
 */
export function stretch(
  values: Float32Array,
  n: number,
  channels: number,
): Uint8ClampedArray {
  const shown = channels === 3 ? values : channelMeans(values, channels);
  const pixels = new Uint8ClampedArray(shown.length);
  const size = shown.length / n;
  for (let image = 0; image < n; image++) {
    const part = shown.subarray(image * size, (image + 1) * size);
    let min = Infinity;
    let max = -Infinity;
    for (const value of part) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    for (let i = 0; i < size; i++) {
      pixels[image * size + i] = max > min
        ? 255 * ((part[i]! - min) / (max - min))
        : 128;
    }
  }
  return pixels;
}

function channelMeans(values: Float32Array, channels: number): Float32Array {
  const means = new Float32Array(values.length / channels);
  for (let i = 0; i < means.length; i++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[i * channels + c]!;
    means[i] = sum / channels;
  }
  return means;
}
