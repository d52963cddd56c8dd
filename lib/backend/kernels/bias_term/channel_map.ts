import type * as tf from "@tensorflow/tfjs";
import { f32Bits } from "../../engine/f32_bits.ts";
import type { FullgradBackend } from "../../engine/fullgrad_backend.ts";
import type { TermLayout } from "./term.ts";

/**
 * Writes the map whose channels are each rescaled to 0…1, in a second pass over
 * the gradient.
 */
export function channelMap(
  backend: FullgradBackend,
  { images, channels, unitsPerImage, words }: TermLayout,
  limits: number,
  epsilon: number,
  map: tf.TensorInfo,
): void {
  backend.withWorkspace(images * channels * 8, (shares) => {
    backend.launch({
      operation: "bias_term",
      function: "channelShare",
      args: [limits, shares, unitsPerImage, channels, f32Bits(epsilon)],
      units: images,
    });
    backend.launch({
      operation: "bias_term",
      function: "channelMap",
      args: [...words, shares, backend.address(map)],
      units: images * unitsPerImage,
    });
  });
}
