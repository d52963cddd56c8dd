import type { Preprocessing } from "../model/mod.ts";

/**
 * Returns the pixels that a network's input stands for: the inverse of
 * {@linkcode normalize}, `(value · std[c] + mean[c]) / scale`, rounded and
 * clamped to 0…255, with the colours as red, green, blue.
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
      const colour = channelOrder === "bgr" ? channels - 1 - c : c;
      pixels[i + colour] = (values[i + c]! * std[c]! + mean[c]!) / scale;
    }
  }
  return pixels;
}
