import type { Preprocessing } from "../../model/mod.ts";

/**
 * Returns the pixels of a dataset as a network takes them:
 * `(255 · p · scale − mean[c]) / std[c]` with the colours in the network's order,
 * or the pixels themselves where no preprocessing is known.
 *
 * @param pixels Pixels in 0…1, channels last; not changed.
 * @param preprocessing That of the network; as many numbers as channels.
 * @returns Values in the same layout.
 *
 * @example
 * ```ts
 * import { networkInput } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const values = networkInput(new Float32Array([0, 0.5, 1]), {
 *   scale: 1 / 255,
 *   mean: [0.5],
 *   std: [0.5],
 *   channelOrder: "gray",
 * });
 * assertEquals([...values], [-1, 0, 1]);
 * ```
 */
export function networkInput(
  pixels: Float32Array,
  preprocessing: Preprocessing | undefined,
): Float32Array {
  if (preprocessing === undefined) return pixels;
  const { scale, mean, std, channelOrder } = preprocessing;
  const channels = mean.length;
  const values = new Float32Array(pixels.length);
  for (let c = 0; c < channels; c++) {
    const colour = channelOrder === "bgr" ? channels - 1 - c : c;
    const factor = 255 * scale / std[c]!;
    const offset = mean[c]! / std[c]!;
    for (let i = 0; i < pixels.length; i += channels) {
      values[i + c] = pixels[i + colour]! * factor - offset;
    }
  }
  return values;
}
