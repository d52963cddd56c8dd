import * as tf from "@tensorflow/tfjs";
import { SHAPE_SIZE } from "../../lib/data/shapes/mod.ts";
import { PREPROCESSING } from "./preprocessing.ts";

/** The network's input `[N, 64, 64, 3]` of images given as colors 0…255. */
export function imagesTensor(rgb: Uint8Array): tf.Tensor4D {
  const { scale, mean, std } = PREPROCESSING;
  const values = Float32Array.from(
    rgb,
    (p, i) => (p * scale - mean[i % 3]!) / std[i % 3]!,
  );
  return tf.tensor4d(values, [
    rgb.length / (3 * SHAPE_SIZE * SHAPE_SIZE),
    SHAPE_SIZE,
    SHAPE_SIZE,
    3,
  ]);
}
