import * as tf from "@tensorflow/tfjs";
import { SHAPE_CLASSES } from "../../../lib/image/shapes/mod.ts";
import { imagesTensor } from "../images_tensor.ts";
import type { Trainable } from "./trainable.ts";

/**
 * One step of an optimizer.
 *
 * @param trainable What is changed.
 * @param optimizer Decides by how much.
 * @param rgb Colours 0…255 of a batch of images.
 * @param labels The class of each.
 * @returns The mean cross-entropy of the batch before the step.
 */
export async function learn(
  trainable: Trainable,
  optimizer: tf.Optimizer,
  rgb: Uint8Array,
  labels: ArrayLike<number>,
): Promise<number> {
  const images = imagesTensor(rgb);
  const targets = tf.oneHot(
    tf.tensor1d(Array.from(labels), "int32"),
    SHAPE_CLASSES.length,
  );
  const loss = optimizer.minimize(
    () => tf.losses.softmaxCrossEntropy(targets, trainable.logits(images)),
    true,
    trainable.parameters,
  ) as tf.Scalar;
  const [value] = await loss.data();
  tf.dispose([images, targets, loss]);
  return value as number;
}
