import type { Preprocessing } from "../model/mod.ts";

/**
 * Returns pixels as the network takes them: `(p · scale − mean[c]) / std[c]`,
 * with the colors in the network's order.
 *
 * @param pixels Bytes, gray or red, green, blue, channels last; not changed.
 * @param preprocessing What to apply; gray for gray pixels.
 * @returns Float32 values in the same layout.
 */
export function normalize(
  pixels: Uint8Array | Uint8ClampedArray,
  preprocessing: Preprocessing,
): Float32Array {
  const { scale, mean, std, channelOrder } = preprocessing;
  const channels = mean.length;
  const values = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i += channels) {
    for (let c = 0; c < channels; c++) {
      const color = channelOrder === "bgr" ? channels - 1 - c : c;
      values[i + c] = (pixels[i + color]! * scale - mean[c]!) / std[c]!;
    }
  }
  return values;
}

/**
 * Returns the pixels that a network's input stands for: the inverse of
 * {@linkcode normalize}, `(value · std[c] + mean[c]) / scale`, rounded and
 * clamped to 0…255, with the colors as red, green, blue.
 *
 * @param values Input values, channels last; not changed.
 * @param preprocessing How they were made.
 * @returns Bytes in the same layout.
 */
export function denormalize(
  values: Float32Array,
  preprocessing: Preprocessing,
): Uint8ClampedArray {
  const { scale, mean, std, channelOrder } = preprocessing;
  const channels = mean.length;
  const pixels = new Uint8ClampedArray(values.length);
  for (let i = 0; i < values.length; i += channels) {
    for (let c = 0; c < channels; c++) {
      const color = channelOrder === "bgr" ? channels - 1 - c : c;
      pixels[i + color] = (values[i + c]! * std[c]! + mean[c]!) / scale;
    }
  }
  return pixels;
}

/**
 * Returns values of unknown scale as gray or color pixels: every image is
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
export function stretchRange(
  values: Float32Array,
  n: number,
  channels: number,
): Uint8ClampedArray {
  const source = channels === 3 ? values : channelMeans(values, channels);
  const pixels = new Uint8ClampedArray(source.length);
  const size = source.length / n;
  for (let image = 0; image < n; image++) {
    const part = source.subarray(image * size, (image + 1) * size);
    let min = Infinity;
    let max = -Infinity;
    // Not an iterator: every explanation of a tensor passes here.
    for (let i = 0; i < size; i++) {
      const value = part[i]!;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    const shown = pixels.subarray(image * size, (image + 1) * size);
    if (max > min) {
      const range = max - min;
      for (let i = 0; i < size; i++) {
        shown[i] = 255 * ((part[i]! - min) / range);
      }
    } else {
      shown.fill(128);
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
