import * as tf from "@tensorflow/tfjs";
import { normals, randomizeWeights } from "./cases/mod.ts";

/** Convolutions and batch norms that end in relus, then a dense layer. */
export function chain(blocks: number): tf.LayersModel {
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [5, 4, 2], name: "image" }));
  for (let i = 0; i < blocks; i++) {
    model.add(
      tf.layers.conv2d({
        name: `conv_${i}`,
        filters: 2,
        kernelSize: 3,
        padding: "same",
      }),
    );
    model.add(tf.layers.batchNormalization({ name: `norm_${i}` }));
    model.add(tf.layers.reLU({ name: `relu_${i}` }));
  }
  model.add(tf.layers.flatten({ name: "flat" }));
  model.add(tf.layers.dense({ units: 3, name: "logits" }));
  randomizeWeights(model, 1);
  return model;
}

/** Two images for it. */
export const IMAGE = normals(2 * 5 * 4 * 2, 2);
/** Their shape. */
export const SHAPE = [2, 5, 4, 2];
