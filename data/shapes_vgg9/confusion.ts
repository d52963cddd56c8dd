import * as tf from "@tensorflow/tfjs";
import { renderShapes, SHAPE_CLASSES } from "../../lib/data/shapes/mod.ts";
import { imagesTensor } from "./images_tensor.ts";

/** Images classified at once. */
const BATCH = 100;

/**
 * How a network classifies images of the shapes dataset.
 *
 * @param model The network, from normalized images to logits.
 * @param seed The dataset's seed.
 * @param count How many images, a multiple of 100.
 * @returns The numbers of images by true class (row) and predicted class.
 */
export async function confusion(
  model: tf.LayersModel,
  seed: number,
  count: number,
): Promise<number[][]> {
  const table = SHAPE_CLASSES.map(() => SHAPE_CLASSES.map(() => 0));
  for (let start = 0; start < count; start += BATCH) {
    const { rgb, labels } = renderShapes({ seed, count: BATCH, start });
    const predicted = tf.tidy(() =>
      tf.argMax(model.predict(imagesTensor(rgb)) as tf.Tensor, 1)
    );
    (await predicted.data()).forEach((p, i) => table[labels[i]!]![p]! += 1);
    predicted.dispose();
  }
  return table;
}

/** The share of the images that a confusion table has on its diagonal. */
export function accuracy(table: readonly (readonly number[])[]): number {
  const total = table.flat().reduce((sum, n) => sum + n, 0);
  return table.reduce((sum, row, i) => sum + row[i]!, 0) / total;
}
