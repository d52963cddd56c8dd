import type { Preprocessing } from "../model/mod.ts";

/**
 * Returns pixels as the network takes them: `(p · scale − mean[c]) / std[c]`,
 * with the colours in the network's order.
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
      const colour = channelOrder === "bgr" ? channels - 1 - c : c;
      values[i + c] = (pixels[i + colour]! * scale - mean[c]!) / std[c]!;
    }
  }
  return values;
}
