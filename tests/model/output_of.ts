import * as tf from "@tensorflow/tfjs";
import type { Model } from "../../lib/model/mod.ts";
import { forward } from "../../lib/propagation/mod.ts";

/** Values in a row, with their shape. */
export interface Values {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** What a network gives for some images, its softmax or sigmoid included. */
export async function outputOf(
  { graph }: Pick<Model, "graph">,
  { data, shape }: Values,
): Promise<Values> {
  const output = tf.tidy(() => {
    const logits = forward(graph, tf.tensor(data, [...shape])).output;
    if (graph.head === undefined) return tf.clone(logits);
    return graph.head === "softmax" ? tf.softmax(logits) : tf.sigmoid(logits);
  });
  const values = (await output.data<"float32">()).slice();
  output.dispose();
  return { data: values, shape: output.shape };
}
