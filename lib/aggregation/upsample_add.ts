import * as tf from "@tensorflow/tfjs";
import type { Upsample } from "./upsample.ts";

/**
 * A map `[N, h, w]` resized to the size of the image, plus what was summed
 * before.
 */
export function upsampleAdd(
  upsample: Upsample,
  map: tf.Tensor3D,
  size: readonly [height: number, width: number],
  before: tf.Tensor3D | undefined,
): tf.Tensor3D {
  return tf.tidy(() => {
    const resized = tf.squeeze(
      upsample.to(tf.expandDims(map, 3) as tf.Tensor4D, size),
      [3],
    ) as tf.Tensor3D;
    return before ? tf.add(before, resized) : resized;
  });
}
