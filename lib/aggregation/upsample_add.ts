import * as tf from "@tensorflow/tfjs";
import { runFused } from "../backend/mod.ts";
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
  const compose = () =>
    tf.tidy(() => {
      const resized = tf.squeeze<tf.Tensor3D>(
        upsample.to(tf.expandDims(map, 3) as tf.Tensor4D, size),
        [3],
      );
      return before ? tf.add<tf.Tensor3D>(before, resized) : resized;
    });
  return upsample.fused === undefined ? compose() : runFused(
    "FullGradUpsampleAdd",
    { map, before },
    { size, ...upsample.fused },
    compose,
  );
}
