import * as tf from "@tensorflow/tfjs";
import { backward, type ForwardRecord } from "../../propagation/mod.ts";
import type { AnyNode } from "../../model/mod.ts";
import type { CamWeights } from "./cam_weights.ts";

/**
 * The class activation map of a layer, `Σ_channels w ⊙ A`, `[N, h, w, 1]`,
 * inside `tf.tidy`.
 *
 * @param record A forward pass that kept the layer's output.
 * @param gradient The gradient by the network's output.
 * @param rectifies Whether what is below 0 becomes 0.
 */
export function camOf(
  record: ForwardRecord,
  gradient: tf.Tensor,
  layer: AnyNode,
  weights: CamWeights,
  rectifies: boolean,
): tf.Tensor4D {
  const activation = record.at(layer.id).output as tf.Tensor4D;
  const gradientHere = () =>
    backward(record, gradient, { to: layer.id }) as tf.Tensor4D;
  const weighted = tf.mul(weights.of(activation, gradientHere), activation);
  const cam = tf.sum(weighted, 3, true) as tf.Tensor4D;
  return rectifies ? tf.relu(cam) : cam;
}
