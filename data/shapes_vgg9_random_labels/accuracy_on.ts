import * as tf from "@tensorflow/tfjs";
import { imagesTensor } from "../shapes_vgg9/images_tensor.ts";

/** The share of the images that a network gives the label of. */
export async function accuracyOn(
  model: tf.LayersModel,
  rgb: Uint8Array,
  labels: ArrayLike<number>,
): Promise<number> {
  const predicted = tf.tidy(() =>
    tf.argMax(model.predict(imagesTensor(rgb)) as tf.Tensor, 1)
  );
  const classes = await predicted.data();
  predicted.dispose();
  return classes.filter((k, i) => k === labels[i]).length / classes.length;
}
