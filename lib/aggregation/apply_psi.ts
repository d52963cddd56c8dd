import * as tf from "@tensorflow/tfjs";
import type { Psi } from "./psi.ts";

/**
 * The map `[N, height, width]` of a site's terms `[N, h, w, C]`.
 */
export function applyPsi(
  { magnitude, rescale, upsample }: Psi,
  terms: tf.Tensor4D,
  size: readonly [height: number, width: number],
): tf.Tensor3D {
  return tf.tidy(() =>
    tf.squeeze(upsample.to(rescale.sumChannels(magnitude.of(terms)), size), [3])
  );
}
